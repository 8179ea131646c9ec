/** Words of the chart of the queue. */
export const queueChart = {
  title: 'Queue depth',
  now: 'Queue depth: {depth} waiting, {running} running',
  waiting: 'Waiting',
  running: 'Running',
  span: 'Time shown',
  minutes: '{n} min',
  minutesLong: 'Last {n} minute | Last {n} minutes',
  pause: 'Pause chart',
  resume: 'Resume chart',
  paused: 'Paused',
}
