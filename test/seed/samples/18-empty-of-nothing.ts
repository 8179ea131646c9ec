import { Queue } from 'forkyard'

const q = new Queue<string>(3)
console.log(await q.empty())
