import { Process, isMainProcess } from 'forkyard'

export function run(name: string): void {
  console.log(`子进程 '${name}' 运行中`)
}

if (isMainProcess()) {
  console.log('父进程启动')
  const p = new Process<typeof run>({ target: new URL('#run', import.meta.url), args: ['我是传入的参数'] })
  p.start()
  console.log(p.name)
  await p.join()
  console.log('子进程结束')
}
