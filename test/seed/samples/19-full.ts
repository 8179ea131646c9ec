import { Queue } from 'forkyard'

const q = new Queue<number>(3)
await q.put(1)
await q.put(2)
await q.put(3)
console.log(await q.full())
