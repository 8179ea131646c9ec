import { expect, test, vi } from 'vitest'
import type { RequestValue } from '../../src-main/contract/contract.ts'
import { success } from '../../src-main/contract/answer.ts'
import { startLocalHost } from '../host/harness/local-host.ts'
import { CommandProcess, patience } from './harness/home.ts'
import { cliEntry } from '../machine/programs.ts'

const told = 'The disk of the data folder is full: nothing new is started.'

test.skipIf(process.platform === 'win32')(
  'who waits for an end is told once that ends cannot be stored, and of the end when they can',
  async () => {
    const { engine, dataFolder } = await startLocalHost()
    let isFull = true
    let rounds = 0
    engine.answer = (name) => {
      if (name === 'hostStatus') return Promise.resolve(success(isFull ? { storageFailure: told } : {}))
      rounds++
      const ended = [{ runId: 7, name: 'x', outcome: { kind: 'failed', exitStatus: { code: 3 } }, notes: [] }]
      const answer = isFull ? { ended: [], left: [7], unknown: [] } : { ended, left: [], unknown: [] }
      return Promise.resolve(success(answer as unknown as RequestValue<'waitForRuns'>))
    }
    const environment = { PATH: process.env['PATH'], HOME: dataFolder, FORKYARD_HOME: dataFolder }
    const waiting = new CommandProcess([cliEntry, 'wait', '7'], environment, dataFolder)
    await vi.waitUntil(() => rounds > 3, patience)
    isFull = false
    expect(await waiting.result).toMatchObject({ code: 3, stderr: `forkyard: ${told} This command keeps waiting.\n` })
  },
)
