import { Process, isMainProcess } from 'forkyard'

export function run(name: string): void {
  console.log(`我是进程： '${name}'`)
}

if (isMainProcess()) {
  const p = new Process<typeof run>({ target: new URL('#run', import.meta.url), args: ['呵呵'] })
  p.start()
  await p.join()
  console.log('子进程结束')
}
