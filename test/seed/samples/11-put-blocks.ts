import { Queue } from 'forkyard'

const q = new Queue<string>(3)
await q.put('存入消息1')
await q.put('存入消息2')
await q.put('存入消息3')
console.log('the next one waits')
await q.put('存入消息4')
console.log('never printed')
