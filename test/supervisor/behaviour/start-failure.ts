import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProgramCommand } from '../../../src-main/contract/command.ts'
import type { LaunchRequest, StartError } from '../../../src-main/supervisor/port.ts'
import { fixture } from '../fixture.ts'
import { type Trial, argv } from '../trial.ts'

export function describeStartFailure(trial: () => Trial): void {
  const failure = async (command: ProgramCommand, more?: Partial<LaunchRequest>): Promise<StartError> => {
    const key = trial().launch(command, more)
    expect(trial().events).toEqual([])
    const { error } = await trial().event('start-failed', key)
    expect(error.message).toMatch(/^[“A-Z].*\.$/)
    return error
  }

  describe('what cannot be started', () => {
    it('names a program that is not on PATH', async () => {
      const error = await failure(argv('no-such-program-here', 'x'))
      expect(error).toMatchObject({ code: 'ENOENT', isTransient: false })
      expect(error.message).toContain('“no-such-program-here” was not found in any folder of PATH')
    })

    it('names a path where there is no program', async () => {
      const error = await failure(argv('/no/such/program'))
      expect(error.code).toBe('ENOENT')
      expect(error.message).toBe('The program “/no/such/program” does not exist.')
    })

    it('tells a missing interpreter from a missing program', async () => {
      const error = await failure(argv(fixture('missing-interpreter.sh')))
      expect(error.code).toBe('ENOENT')
      expect(error.message).toContain('interpreter')
    })

    it('tells a missing folder from a missing program', async () => {
      const error = await failure(argv('true'), { folder: '/no/such/folder' })
      expect(error).toMatchObject({ code: 'ENOENT', message: 'The folder “/no/such/folder” does not exist.' })
    })

    it('names a folder that is a file', async () => {
      const error = await failure(argv('true'), { folder: '/etc/passwd' })
      expect(error).toMatchObject({ code: 'ENOTDIR', isTransient: false })
      expect(error.message).toContain('“/etc/passwd” is a file')
    })

    it('names a file that may not be executed', async () => {
      const error = await failure(argv(fixture('not-executable.sh')))
      expect(error).toMatchObject({ code: 'EACCES', isTransient: false })
      expect(error.message).toContain('chmod +x')
    })

    it('says what to do about arguments that are too long', async () => {
      const error = await failure(argv('true', ...Array.from({ length: 100 }, () => 'x'.repeat(130_000))))
      expect(error).toMatchObject({ code: 'E2BIG', isTransient: false })
      expect(error.message).toContain('Pass fewer or shorter arguments')
    })

    it('names a log file that cannot be opened', async () => {
      const file = join(trial().folder, 'a-file')
      writeFileSync(file, '')
      const logFile = join(file, 'log')
      const error = await failure(argv('true'), { logFile })
      expect(error.code).toBe('ENOTDIR')
      expect(error.message).toContain(`The log file “${logFile}” could not be opened`)
    })

    it('goes on to start others', async () => {
      await failure(argv('no-such-program-here'))
      expect((await trial().run(argv('true'))).exitStatus).toEqual({ code: 0 })
    })
  })
}
