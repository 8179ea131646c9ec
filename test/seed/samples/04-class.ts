import { Process, isMainProcess } from 'forkyard'

export class Custom extends Process {
  static override readonly module = import.meta.url

  constructor(name: string) {
    super()
    this.name = name
  }

  override run(): void {
    console.log(`我是进程：'${this.name}'`)
  }
}

if (isMainProcess()) {
  const p = new Custom('类创建进程')
  p.start()
  await p.join()
  console.log('子进程结束')
}
