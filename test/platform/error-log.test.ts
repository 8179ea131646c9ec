import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ErrorLog } from '../../src-main/platform/error-log.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'forkyard-errors-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true })
  })
  return made
}

describe('the log of errors that nobody handled', () => {
  it('has who, when, the stack and the causes, for this user alone', () => {
    const log = new ErrorLog(join(folder(), 'errors.log'), 'the tests')
    log.write({ error: new Error('outer', { cause: new Error('inner') }), kind: 'rejection' })
    log.write({ error: undefined, kind: 'exception' })
    const text = readFileSync(log.file, 'utf8')
    expect(text).toMatch(/^\d{4}-.*Z the tests \(process \d+\): unhandled rejection\nError: outer\n {4}at /)
    expect(text).toContain('[cause]: Error: inner')
    expect(text).toContain('unhandled exception\nundefined\n')
    expect(statSync(log.file).mode & 0o777).toBe(0o600)
  })

  it('takes no more than a megabyte and some entries a minute, however often an error repeats', () => {
    const log = new ErrorLog(join(folder(), 'errors.log'), 'the tests')
    const long = new Error('x'.repeat(100_000))
    for (let count = 0; count < 2_000; count++) log.write({ error: long, kind: 'exception' })
    const sizes = [log.file, `${log.file}.old`].map((file) => (existsSync(file) ? statSync(file).size : 0))
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_048_576 + 2 * 20_000)
    expect(readFileSync(log.file, 'utf8').match(/unhandled/g)?.length ?? 0).toBeLessThanOrEqual(60)
  })

  it('is not written through a link, and a folder that is gone is no error', () => {
    const place = folder()
    symlinkSync(join(place, 'elsewhere'), join(place, 'errors.log'))
    new ErrorLog(join(place, 'errors.log'), 'the tests').write({ error: 1, kind: 'exception' })
    expect(existsSync(join(place, 'elsewhere'))).toBe(false)
    new ErrorLog(join(place, 'none', 'errors.log'), 'the tests').write({ error: 1, kind: 'exception' })
  })
})
