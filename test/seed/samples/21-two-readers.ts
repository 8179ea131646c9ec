import { setTimeout as wait } from 'node:timers/promises'
import { Empty, Process, Queue, isMainProcess } from 'forkyard'
import { second } from './second.ts'

export async function write(q: Queue<number>): Promise<void> {
  for (let i = 0; i < 6; i++) {
    console.log('子进程1写入了：', i)
    await q.put(i)
    await wait(second)
  }
}

/** The document asks `empty` first, and may then wait for ever for what another reader took in between. */
export async function read(name: string, q: Queue<number>): Promise<void> {
  try {
    for (;;) {
      console.log(`${name}读取了：`, await q.getNowait())
      await wait(second)
    }
  } catch (error) {
    if (!(error instanceof Empty)) throw error
  }
}

if (isMainProcess()) {
  const q = new Queue<number>()
  const pw = new Process<typeof write>({ target: new URL('#write', import.meta.url), args: [q] })
  const pr1 = new Process<typeof read>({ target: new URL('#read', import.meta.url), args: ['子进程2', q] })
  const pr2 = new Process<typeof read>({ target: new URL('#read', import.meta.url), args: ['子进程3', q] })
  pw.start()
  await pw.join()
  pr1.start()
  pr2.start()
  await pr1.join()
  await pr2.join()
  console.log('接受完毕！')
}
