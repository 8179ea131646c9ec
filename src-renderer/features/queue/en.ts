/** Words of the Queue page. */
export const queue = { title: 'Queue' }
