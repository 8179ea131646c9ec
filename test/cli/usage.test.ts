import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { ForkyardProcess, installForkyard } from '../host/harness/forkyard-process.ts'

async function run(...args: string[]) {
  const forkyard = new ForkyardProcess(await installForkyard(), args)
  const code = await forkyard.ended
  return { code, stdout: forkyard.stdout, stderr: forkyard.stderr }
}

describe('forkyard', () => {
  test('tells its version and its commands', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
    expect(await run('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('serve') as string,
      stderr: '',
    })
    expect(await run('serve', '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--app-window') as string,
      stderr: '',
    })
  })

  test.each([
    [[], 'Name a command.'],
    [['srve'], 'There is no command “srve”.'],
    [['toString'], 'There is no command “toString”.'],
    [['--verbose'], 'There is no option “--verbose”.'],
    [['serve', '--verbose'], 'There is no option “--verbose”.'],
    [['serve', 'more'], 'Unexpected argument “more”.'],
    [['serve', '--port'], '“--port” needs a value.'],
    [['serve', '--port', '65536'], 'The port must be a whole number from 1 to 65535'],
    [['serve', '--port', '1.5'], 'The port must be a whole number'],
    [['serve', '--port', 'http'], 'not “http”'],
    [['serve', '--no-http', '--port', '80'], '--no-http serves no window'],
    [['serve', '--on-stop', 'hope'], '--on-stop must be keep, wait, terminate, not “hope”.'],
    [['serve', '--no-open', '--app-window'], 'Use either --no-open or --app-window.'],
    [['sessions', 'end'], 'can be followed by revoke or link, not by “end”.'],
    [['sessions', 'link', 'x'], 'Unexpected argument “x”.'],
    [['sessions', 'revoke'], 'Name a session by its id'],
    [['sessions', 'revoke', '0'], '“0” is not the id of a session'],
    [['serve', '--restore-backup', '--start-empty'], 'Use either --restore-backup or --start-empty.'],
  ])('refuses %j with status 2, what is wrong, and how it is used', async (args, reason) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(reason)
    expect(stderr).toContain('Usage: forkyard')
  })
})
