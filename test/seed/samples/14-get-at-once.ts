import { Queue } from 'forkyard'

/** How often: the document is not sure of this one. */
const times = Number(process.env['SEED_TIMES'] ?? 1)

for (let time = 0; time < times; time++) {
  const q = new Queue<string>(3)
  await q.put('存入消息1')
  await q.put('存入消息2')
  await q.put('存入消息3')
  console.log(await q.get({ block: false }))
}
