import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Trial, argv, shell } from '../trial.ts'

const isRoot = process.getuid?.() === 0

export function describeLog(trial: () => Trial): void {
  describe('the log', () => {
    it('gets both streams in order, readable by this user alone', async () => {
      const { output } = await trial().run(shell('echo out; echo err >&2; echo out'))
      expect(output).toBe('out\nerr\nout\n')
      const fresh = trial().launch(argv('true'))
      await trial().event('exited', fresh)
      expect(statSync(fresh.logFile).mode & 0o777).toBe(0o600)
    })

    it('is created for its attempt: a file that is there is not appended to, and nothing is started', async () => {
      const logFile = join(trial().folder, 'logs', 'used')
      writeFileSync(logFile, 'of another run\n')
      const key = trial().launch(shell('echo mine'), { logFile })
      const { error } = await trial().event('start-failed', key)
      expect(error).toMatchObject({ code: 'EEXIST', isTransient: false })
      expect(error.message).toContain('belongs to another run. Nothing was started')
      expect(readFileSync(logFile, 'utf8')).toBe('of another run\n')
    })
  })

  describe('the folder of a log', () => {
    it('is made where it is missing, for this user alone', async () => {
      const folder = join(trial().folder, 'logs', 'of', 'today')
      const { output } = await trial().run(shell('echo here'), { logFile: join(folder, 'log') })
      expect(output).toBe('here\n')
      expect(statSync(folder).mode & 0o777).toBe(0o700)
    })
  })

  describe.skipIf(!isRoot)('the log on a full disk (needs root, to mount one)', () => {
    let disk: string | undefined
    const mount = (options: string): string => {
      disk = join(trial().folder, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk])
      return disk
    }
    afterEach(() => {
      if (disk) execFileSync('umount', ['--lazy', disk])
      disk = undefined
    })

    it('is noted of a run that fills it, and the next ones still run', async () => {
      const logFile = join(mount('size=1m'), 'log')
      const { isLogDiskFull } = await trial().run(shell('head -c 4000000 /dev/zero'), { logFile })
      expect(isLogDiskFull).toBe(true)
      expect((await trial().run(argv('true'))).isLogDiskFull).toBe(false)
    })

    it('is noted also where there is room again at the end', async () => {
      const folder = mount('size=1m')
      const line = `head -c 4000000 /dev/zero; sleep 2.5; : >${join(folder, 'log')}`
      const { isLogDiskFull } = await trial().run(shell(line), { logFile: join(folder, 'log') })
      expect(isLogDiskFull).toBe(true)
    })

    it('is the reason given where not even an empty log fits', async () => {
      const logFile = join(mount('size=1m,nr_inodes=1'), 'log')
      const { error } = await trial().event('start-failed', trial().launch(argv('true'), { logFile }))
      expect(error).toMatchObject({ code: 'ENOSPC', isTransient: false })
      expect(error.message).toContain('its disk is full')
    })
  })
}
