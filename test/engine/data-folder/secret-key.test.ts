import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Keyring, SecretKey } from '../../../src-main/engine/data-folder/secret-key.ts'
import { openKeyring } from '../../../src-main/shell/keyring.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'forkyard-key-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true })
  })
  return made
}

/** A keyring that only reverses: the system's own needs a desktop session. */
const keyring: Keyring = {
  wrap: (text) => Promise.resolve(Buffer.from([...text].reverse().join(''))),
  unwrap: (wrapped) => Promise.resolve([...wrapped.toString()].reverse().join('')),
}

describe('the key of secret variables', () => {
  it('reads what it has encrypted, under the same name alone, also another day', async () => {
    const place = folder()
    const key = await SecretKey.load(place, undefined)
    const encrypted = key.encrypt('TOKEN', 'geheim 🤫')
    expect(encrypted).not.toContain('geheim')
    expect(key.encrypt('TOKEN', 'geheim 🤫')).not.toBe(encrypted)
    const later = await SecretKey.load(place, undefined)
    expect(later.decrypt('TOKEN', encrypted)).toBe('geheim 🤫')
    expect(later.decrypt('OTHER', encrypted)).toBeUndefined()
    expect(later.decrypt('TOKEN', `${encrypted.slice(0, -8)}AAAAAAA=`)).toBeUndefined()
    expect(later.decrypt('TOKEN', '')).toBeUndefined()
    expect(statSync(join(place, 'secret.key')).mode & 0o777).toBe(0o600)
  })

  it('wrapped by a keyring is of no use without it, and the same key once it is taken out again', async () => {
    const place = folder()
    const key = await SecretKey.load(place, keyring)
    const encrypted = key.encrypt('TOKEN', 'geheim')
    const plain = readFileSync(join(place, 'secret.key'), 'utf8')
    await key.setWrapped(true)
    expect(readFileSync(join(place, 'secret.key'), 'utf8')).not.toContain(plain)
    const headless = await SecretKey.load(place, undefined)
    expect([headless.isWrapped, headless.decrypt('TOKEN', encrypted)]).toEqual([true, undefined])
    expect(headless.refusal).toContain('keyring')
    await expect(headless.setWrapped(false)).rejects.toThrow('keyring')
    const desktop = await SecretKey.load(place, keyring)
    expect(desktop.decrypt('TOKEN', encrypted)).toBe('geheim')
    await desktop.setWrapped(false)
    expect((await SecretKey.load(place, undefined)).decrypt('TOKEN', encrypted)).toBe('geheim')
  })
})

describe('the system’s keyring', () => {
  const safeStorage = (backend: 'basic_text' | 'gnome_libsecret') => ({
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(text)),
    decryptStringAsync: (text: Buffer) => Promise.resolve({ result: text.toString(), shouldReEncrypt: false }),
  })

  it('is used where there is a real one, never with the password that is in Electron’s sources', async () => {
    expect(openKeyring(safeStorage('basic_text'), 'linux')).toBeUndefined()
    expect(openKeyring(safeStorage('basic_text'), 'darwin')).toBeDefined()
    const keyring = openKeyring(safeStorage('gnome_libsecret'), 'linux')
    expect(await keyring?.unwrap(await keyring.wrap('key'))).toBe('key')
  })
})
