import { Process, isMainProcess } from 'forkyard'

let num = 10

export function f1(): void {
  num += 1
  console.log(`第一个子进程中的num值为:${num}`)
}

export function f2(): void {
  num += 2
  console.log(`第二个子进程中的num值为:${num}`)
}

if (isMainProcess()) {
  const p1 = new Process<typeof f1>({ target: new URL('#f1', import.meta.url) })
  const p2 = new Process<typeof f2>({ target: new URL('#f2', import.meta.url) })
  p1.start()
  p2.start()
  await p1.join()
  await p2.join()
  console.log(`全局变量中的num值为:${num}`)
}
