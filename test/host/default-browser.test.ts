import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findChromium, profileFolderFor, redirectFolderFor } from '../../src-main/host/browser.ts'
import { whyNoFile } from '../../src-main/host/default-browser.ts'
import { writeProgram } from './harness/serve-steps.ts'

interface Machine {
  /** What xdg-settings and xdg-mime print. */
  browser?: string
  forPages?: string
  /** Of the file that describes the browser. */
  entry?: string
  /** Text of the program `some-browser` on PATH. */
  program?: string
}

async function describeMachine({ browser, forPages = browser, entry, program = 'exit 0' }: Machine) {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-browser-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  if (browser !== undefined) await writeProgram(join(folder, 'bin/xdg-settings'), `echo ${browser}`)
  if (forPages !== undefined) await writeProgram(join(folder, 'bin/xdg-mime'), `echo ${forPages}`)
  await writeProgram(join(folder, 'bin/some-browser'), program)
  await mkdir(join(folder, 'share/applications'), { recursive: true })
  if (entry !== undefined)
    await writeFile(join(folder, 'share/applications/some.desktop'), `[Desktop Entry]\n${entry}\n`)
  return { folder, environment: { PATH: join(folder, 'bin'), HOME: folder, XDG_DATA_DIRS: join(folder, 'share') } }
}

describe.skipIf(process.platform !== 'linux')('the default browser (on Linux)', () => {
  test.each<[string, Machine]>([
    ['an ordinary program', { entry: 'Exec=some-browser %U' }],
    ['described with quotation marks and a variable', { entry: 'Exec=env A=b "some-browser" %U' }],
  ])('is given a private file where it is %s', async (_, machine) => {
    const { environment } = await describeMachine({ browser: 'some.desktop', ...machine })
    expect(await whyNoFile(environment)).toBeUndefined()
  })

  test.each<[string, Machine, RegExp]>([
    ['a snap by its description', { entry: 'X-SnapInstanceName=some\nExec=some-browser %u' }, /confined by snap/],
    ['a snap by its path', { entry: 'Exec=env HINT=x /snap/bin/some %u' }, /confined by snap/],
    ['a script that runs a snap', { entry: 'Exec=some-browser', program: 'exec /snap/bin/some "$@"' }, /by snap/],
    ['a flatpak', { entry: 'Exec=/usr/bin/flatpak run org.some.Some @@u %u @@' }, /confined by flatpak/],
    ['in a firejail', { entry: 'Exec=some-browser', program: 'exec firejail some' }, /confined by firejail/],
    [
      'not what opens HTML files',
      { entry: 'Exec=some-browser', forPages: 'editor.desktop' },
      /not what opens HTML files/,
    ],
    ['not described', {}, /cannot be found out/],
    ['not named', { browser: '""' }, /cannot be found out/],
  ])('is given none where it is %s', async (_, machine, reason) => {
    const { environment } = await describeMachine({ browser: 'some.desktop', ...machine })
    expect(await whyNoFile(environment)).toMatch(reason)
  })

  test('is given none where there are no xdg-utils', async () => {
    const { environment } = await describeMachine({ entry: 'Exec=some-browser' })
    expect(await whyNoFile(environment)).toMatch(/cannot be found out/)
  })
})

describe.skipIf(process.platform !== 'linux')('the browser of a window of its own (on Linux)', () => {
  test('keeps its profile and finds its link where a snap can read them', async () => {
    const { folder } = await describeMachine({})
    await writeProgram(join(folder, 'bin/chromium'), 'exit 0')
    await writeProgram(join(folder, 'bin/chromium-browser'), 'exec /snap/bin/chromium "$@"')
    const placesOf = (name: string) =>
      [profileFolderFor, redirectFolderFor].map((of) =>
        of(join(folder, 'bin', name), '/data').replace(/^.*\/snap\//, ''),
      )
    expect(placesOf('chromium')).toEqual(['/data/window', '/data/run/link'])
    expect(placesOf('chromium-browser')).toEqual(['chromium/common/forkyard-window', 'chromium/common/forkyard-link'])
  })

  test('is none that can use neither', async () => {
    const { folder, environment } = await describeMachine({})
    await writeProgram(join(folder, 'bin/chromium'), 'exec flatpak run org.chromium.Chromium "$@"')
    expect(findChromium(environment)).toBeUndefined()
    await writeProgram(join(folder, 'bin/brave-browser'), 'exit 0')
    expect(findChromium(environment)).toBe(join(folder, 'bin/brave-browser'))
  })
})
