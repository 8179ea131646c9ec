import { Process, isMainProcess } from 'forkyard'

export class A extends Process {
  static override readonly module = import.meta.url

  constructor(name: string) {
    super()
    this.name = name
  }

  hehe(): void {
    console.log(`子进程 ${this.name} 运行中`)
  }
}

if (isMainProcess()) {
  console.log('父进程启动')
  const p = new A('类创建进程')
  p.start()
  await p.join()
  console.log('子进程结束')
}
