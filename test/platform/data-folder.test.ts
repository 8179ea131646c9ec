import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkDataFolder } from '../../src-main/platform/data-folder.ts'
import { prepareDataFolder } from '../../src-main/platform/prepare-data-folder.ts'
import { folderFailure } from '../../src-main/platform/folder-errors.ts'

const isRoot = process.getuid?.() === 0
/** `nobody` on most systems; any id but ours will do. */
const stranger = 65_534

/** A folder of this user in a shared one (/tmp), and a data folder in it. */
function makePlace(): { parent: string; folder: string } {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'forkyard-folder-')))
  onTestFinished(() => {
    rmSync(parent, { recursive: true, force: true })
  })
  const folder = join(parent, 'home')
  mkdirSync(folder, { mode: 0o700 })
  return { parent, folder }
}

const refusal = (folder: string): string => {
  const answer = prepareDataFolder(folder)
  expect(checkDataFolder(folder)).toEqual(answer)
  return answer.ok ? 'it was taken' : answer.message
}

describe.skipIf(process.platform === 'win32')('a data folder (not on Windows)', () => {
  it('is made where it is missing, with what leads to it, for this user alone', () => {
    const { parent } = makePlace()
    const folder = join(parent, 'a', 'b', 'c')
    expect(checkDataFolder(folder)).toEqual({ ok: true, value: false })
    expect(prepareDataFolder(folder)).toEqual({ ok: true, value: null })
    expect(checkDataFolder(folder)).toEqual({ ok: true, value: true })
  })

  it('may be reached by a link of one’s own, in folders that nobody else can change', () => {
    const { parent, folder } = makePlace()
    symlinkSync('home', join(parent, 'link'))
    symlinkSync(join(parent, 'link'), join(parent, 'further'))
    expect(prepareDataFolder(join(parent, 'further'))).toEqual({ ok: true, value: null })
    expect(checkDataFolder(folder)).toEqual({ ok: true, value: true })
  })

  it.each([0o777, 0o1777, 0o702])('is refused where others may write to it (mode %o), with what mends it', (mode) => {
    const { folder } = makePlace()
    chmodSync(folder, mode)
    const reason = `Forkyard does not use the folder ${folder}: it can be written to by other users. Run “chmod go-w ${folder}” first.`
    expect(refusal(folder)).toBe(reason)
    chmodSync(folder, 0o700)
    expect(prepareDataFolder(folder)).toEqual({ ok: true, value: null })
  })

  it('is refused where others may write to a folder on the way', () => {
    const { parent, folder } = makePlace()
    chmodSync(parent, 0o777)
    expect(refusal(folder)).toContain(`${parent} can be written to by other users. Run “chmod go-w ${parent}” first.`)
    // As /tmp is: nobody can touch what is not theirs.
    chmodSync(parent, 0o1777)
    expect(prepareDataFolder(folder)).toEqual({ ok: true, value: null })
  })

  it.each(['logs', 'run', 'host.log', 'run/supervisor-x'])('is refused where %s in it is a link', (name) => {
    const { parent, folder } = makePlace()
    mkdirSync(join(parent, 'elsewhere'))
    if (name.includes('/')) mkdirSync(join(folder, 'run'))
    symlinkSync(join(parent, 'elsewhere'), join(folder, name))
    expect(refusal(folder)).toContain(`${join(folder, name)} is a symbolic link`)
  })

  it.each(['logs', 'run'])('is refused where %s in it is a file', (name) => {
    const { folder } = makePlace()
    const path = join(folder, name)
    writeFileSync(path, 'in the way')
    expect(refusal(folder)).toBe(
      `Forkyard does not use the folder ${folder}: ${path} is a file, and a folder is needed there. ` +
        `Move it away (“mv ${path} ${path}.old”), then start Forkyard again.`,
    )
  })

  it('is refused where a part of its path is a file, or leads in a circle', () => {
    const { parent } = makePlace()
    writeFileSync(join(parent, 'file'), '')
    expect(refusal(join(parent, 'file', 'x'))).toContain(`${join(parent, 'file')} is not a folder`)
    symlinkSync('circle', join(parent, 'circle'))
    expect(refusal(join(parent, 'circle'))).toContain('is one of too many links')
  })

  it.skipIf(process.platform !== 'linux')('is refused at once where the system makes no folders (/proc, Linux)', () => {
    const answer = prepareDataFolder('/proc/x')
    expect(answer).toMatchObject({
      ok: false,
      message: expect.stringContaining('Set FORKYARD_HOME to a folder on a disk.') as string,
    })
  })

  describe.runIf(isRoot)('with another user (only root can make files of one)', () => {
    it('is refused where it is theirs, or a folder on the way is', () => {
      const { parent, folder } = makePlace()
      chownSync(folder, stranger, stranger)
      expect(refusal(folder)).toMatch(/: it belongs to user nobody\. /)
      chownSync(folder, 0, 0)
      chownSync(parent, stranger, stranger)
      expect(refusal(folder)).toContain(`${parent} belongs to user nobody. Set FORKYARD_HOME to a folder of your own.`)
    })

    it('is refused where a link of theirs is on the way, or logs in it are theirs', () => {
      const { parent, folder } = makePlace()
      chmodSync(parent, 0o1777)
      symlinkSync(folder, join(parent, 'trap'))
      expect(prepareDataFolder(join(parent, 'trap'))).toMatchObject({ ok: true })
      const trap = join(parent, 'theirs')
      symlinkSync(folder, trap)
      lchownSync(trap, stranger, stranger)
      expect(refusal(trap)).toContain('belongs to user nobody')
      mkdirSync(join(folder, 'logs'))
      chownSync(join(folder, 'logs'), stranger, stranger)
      expect(refusal(folder)).toContain(`${join(folder, 'logs')} belongs to user nobody`)
    })
  })

  it('says of a system’s refusal what it means and what to do', () => {
    const said = (code: string) => folderFailure('/f', Object.assign(new Error('raw'), { code, path: '/f/x' })).message
    expect(said('ENOSPC')).toContain('/f: its disk is full. Make room on that disk')
    expect(said('EROFS')).toContain('/f: its file system is read-only. Make it writable')
    expect(said('EACCES')).toContain('you may not write to /f/x. Change its mode or owner')
    expect(said('EOTHER')).toBe('Forkyard could not start with its folder /f: raw')
    expect(folderFailure('/f', Object.assign(new Error('raw'), { errcode: 13 })).message).toContain('its disk is full')
  })
})
