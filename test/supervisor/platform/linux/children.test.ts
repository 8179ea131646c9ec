import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { readChildren } from '../../../../src-main/supervisor/platform/linux/children.ts'

it.runIf(process.platform === 'linux')(
  'lists the children of a process, whatever their group, and none of one that is gone',
  async () => {
    const line = 'sleep 60 & echo $!; setsid sleep 60 & echo $!; wait'
    const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    const pid = child.pid ?? 0
    let told = ''
    child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
    await expect.poll(() => told.trim().split('\n').length).toBe(2)
    const children = told.trim().split('\n').map(Number)
    onTestFinished(() => {
      for (const one of children) process.kill(one, 'SIGKILL')
    })
    expect(readChildren(pid).toSorted()).toEqual(children.toSorted())
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(readChildren(pid)).toEqual([])
  },
)
