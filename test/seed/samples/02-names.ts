import { Process, isMainProcess } from 'forkyard'

export function run1(name: string, sex: string): void {
  console.log(`子进程 '${name}' 运行中,我是${sex}的`)
}

export function run2(name: string, sex: string): void {
  console.log(`子进程 '${name}' 运行中,我是${sex}的`)
}

if (isMainProcess()) {
  console.log('父进程启动')
  const p1 = new Process<typeof run1>({
    target: new URL('#run1', import.meta.url),
    args: ['我是子进程1', '男'],
    name: '自定义子进程1',
  })
  const p2 = new Process<typeof run2>({
    target: new URL('#run2', import.meta.url),
    args: ['我是子进程2', '女'],
    name: '自定义子进程2',
  })
  p1.start()
  p2.start()
  console.log(p1.name)
  console.log(p2.name)
  await p1.join()
  await p2.join()
  console.log('子进程结束')
}
