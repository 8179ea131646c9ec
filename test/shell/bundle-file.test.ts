import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundleFile } from '../../src-main/shell/bundle-file.ts'

const folder = path.resolve('/bundle')

describe('the file that a URL of the app scheme names', () => {
  it('lies in the bundle', () => {
    expect(bundleFile('app://forkyard/assets/index-1.js', folder)).toBe(path.join(folder, 'assets/index-1.js'))
    expect(bundleFile('app://forkyard/', folder)).toBe(path.join(folder, 'index.html'))
    expect(bundleFile('app://forkyard/index.html?a=1#/queue', folder)).toBe(path.join(folder, 'index.html'))
    expect(bundleFile('app://forkyard/a%20b.svg', folder)).toBe(path.join(folder, 'a b.svg'))
  })

  it('is refused outside of it, however the way out is written', () => {
    for (const name of [
      '..%2fsecret',
      '%2e%2e%2fsecret',
      'assets/..%2f..%2fsecret',
      '..%5csecret',
      '..\\secret',
      'C:/secret',
      'index.html:stream',
      'index.html%00.png',
      '%',
      '%ff',
    ]) {
      expect(bundleFile(`app://forkyard/${name}`, folder), name).toBeUndefined()
    }
  })

  it('is refused for another host, another scheme and what is no URL', () => {
    for (const url of [
      'app://elsewhere/index.html',
      'app:index.html',
      'file:///etc/passwd',
      'https://forkyard/',
      'x',
    ]) {
      expect(bundleFile(url, folder), url).toBeUndefined()
    }
  })

  it('never leaves the folder, whatever is asked', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', '%252e', '~', ''), fc.string())
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const file = bundleFile(`app://forkyard/${parts.join('/')}`, folder)
        expect(file === undefined || path.resolve(file).startsWith(folder + path.sep)).toBe(true)
      }),
    )
  })
})
