import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { Host, endAll } from './host.ts'
import { Load } from './load.ts'

const slots = 8

/** Milliseconds that a host lives after its socket has answered. */
const life = { least: 50, most: 2_500 }

export const fault: Fault = {
  title: 'The host is killed with -9 at random moments, while 8 slots run a mix of tasks and a client submits.',
  async run({ extent, folder }) {
    const kills = extent === 'long' ? 60 : 3
    let takenUp = 0
    let requeued = 0
    try {
      let host = await Host.start(folder)
      await host.get('setPoolSize', { size: slots })
      const load = new Load(folder, host)
      load.begin()
      for (let count = 0; count < kills; count++) {
        await wait(randomInt(life.least, extent === 'long' ? life.most : life.most / 2))
        const { recovery } = await host.get('subscribe', {})
        if (recovery && recovery.lost.length > 0)
          throw new Error(`Runs ${recovery.lost.join(', ')} count as lost, with their supervisor alive.`)
        takenUp += (recovery?.running ?? 0) + (recovery?.ended ?? 0)
        requeued += recovery?.requeued ?? 0
        await host.kill()
        host = await Host.start(folder)
        load.turnTo(host)
      }
      await load.end()
      for await (const { run, task, output } of load.results(host)) {
        const { runId, outcome } = run
        const name = `Run ${String(runId)}`
        if (task.starts !== 1) throw new Error(`${name} was started ${String(task.starts)} times.`)
        if (!task.isRight(outcome))
          throw new Error(`${name} ended with ${JSON.stringify(task.exitStatus)}, and is ${JSON.stringify(outcome)}.`)
        if (output !== task.output) throw new Error(`The log of ${name} is not what it printed.`)
      }
      const twice = load.unanswered.filter(({ starts }) => starts > 1)
      if (twice.length > 0) throw new Error(`${String(twice.length)} that were not acknowledged were started twice.`)
      return {
        kills,
        acknowledged: load.acknowledged.size,
        lost: 0,
        'run twice': 0,
        'taken up again': takenUp,
        'back in the queue': requeued,
        'wrong exit statuses': 0,
        'wrong logs': 0,
      }
    } finally {
      await endAll(folder)
    }
  },
}
