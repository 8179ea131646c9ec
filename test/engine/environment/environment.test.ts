import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { userEnvironment } from '../../../src-main/engine/environment/environment.ts'

describe("the environment of the user's tasks", () => {
  it('is unchanged where nothing was added to it', () => {
    const own = { PATH: '/usr/bin:/bin', NODE: 'mine', INIT_CWD: '/x', EDITOR: 'vi', 'a-b': '1', MULTI: 'two\nlines' }
    expect(userEnvironment(own)).toEqual(own)
  })

  it('has nothing that npm added, seen through a real npm run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'forkyard-npm-'))
    try {
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'x', scripts: { show: `"${process.execPath}" -p "JSON.stringify(process.env)"` } }),
      )
      // These tests are themselves run by npm: its folders are no part of the user's PATH.
      const path = userEnvironment(process.env)['PATH'] ?? ''
      const own: NodeJS.ProcessEnv = { PATH: path, HOME: folder, LANG: 'C.UTF-8' }
      const output = execFileSync('npm', ['run', '--silent', 'show'], { cwd: folder, env: own, encoding: 'utf8' })
      const seen = JSON.parse(output) as NodeJS.ProcessEnv
      expect(seen['npm_execpath']).toBeDefined()
      const cleaned = userEnvironment(seen)
      // The shell between adds its own three.
      for (const name of ['PWD', 'SHLVL', '_', 'OLDPWD']) Reflect.deleteProperty(cleaned, name)
      expect(cleaned).toEqual(own)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('has nothing of Electron, of an AppImage or of a task around it', () => {
    const cleaned = userEnvironment({
      PATH: ['/tmp/.mount_x/usr/bin', '/usr/bin'].join(delimiter),
      APPDIR: '/tmp/.mount_x',
      APPIMAGE: '/home/me/Forkyard.AppImage',
      LD_LIBRARY_PATH: '/tmp/.mount_x/usr/lib',
      ELECTRON_RUN_AS_NODE: '1',
      CHROME_DESKTOP: 'forkyard.desktop',
      XDG_CURRENT_DESKTOP: 'Unity',
      ORIGINAL_XDG_CURRENT_DESKTOP: 'ubuntu:GNOME',
      FORKYARD_RUN_ID: 'x.1.1',
    })
    expect(cleaned).toEqual({ PATH: '/usr/bin', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' })
  })
})
