import { Queue } from 'forkyard'
import { second } from './second.ts'

const q = new Queue<string>(3)
console.log(await q.get({ timeoutMs: 3 * second }))
