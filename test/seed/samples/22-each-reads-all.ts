import { setTimeout as wait } from 'node:timers/promises'
import { Process, Queue, isMainProcess } from 'forkyard'
import { second } from './second.ts'

export async function write(q: Queue<number>): Promise<void> {
  for (let i = 0; i < 6; i++) {
    console.log('子进程1写入了：', i)
    await q.put(i)
    await wait(second)
  }
  await q.close()
}

export async function read(name: string, q: Queue<number>): Promise<void> {
  for await (const a of q) {
    console.log(`${name}读取了：`, a)
    await wait(second)
  }
}

if (isMainProcess()) {
  const q = new Queue<number>()
  // The document chains two queues by hand. Here each reader has a subscription, made before the writer starts.
  const pw = new Process<typeof write>({ target: new URL('#write', import.meta.url), args: [q] })
  const pr1 = new Process<typeof read>({
    target: new URL('#read', import.meta.url),
    args: ['子进程2', await q.subscribe()],
  })
  const pr2 = new Process<typeof read>({
    target: new URL('#read', import.meta.url),
    args: ['子进程3', await q.subscribe()],
  })
  pw.start()
  await pw.join()
  pr1.start()
  pr2.start()
  await pr1.join()
  await pr2.join()
  console.log('接受完毕！')
}
