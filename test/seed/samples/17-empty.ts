import { Queue } from 'forkyard'

/** How often: in the document it needs a sleep between the last put and `empty`. */
const times = Number(process.env['SEED_TIMES'] ?? 1)

for (let time = 0; time < times; time++) {
  const q = new Queue<string>(3)
  await q.put('1')
  await q.put('2')
  await q.put('3')
  console.log(await q.empty())
}
