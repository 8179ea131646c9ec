import { spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Rig, makeRig } from '../rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await makeRig()
})

function write(name: string, source: string): string {
  const file = join(rig.folder, name)
  writeFileSync(file, source)
  return file
}

const namesIn = async (module: string): Promise<string[]> =>
  (await rig.get('listFunctions', { module })).functions.map(({ name }) => name)

describe('what a file passes on by `export * from`', () => {
  it('is listed after its own, with parameters, through any number of files', async () => {
    write('deep.mts', 'export function deep(depth: number) {}\nexport default () => 1\nexport const none = 1')
    write('middle one.mjs', "export * from './deep.mts'\nexport const middle = (a) => a")
    const module = write('index.ts', "export * from './middle%20one.mjs'\nexport const own = () => 1")
    expect((await rig.get('listFunctions', { module })).functions).toEqual([
      { name: 'own', parameters: [] },
      { name: 'middle', parameters: [{ name: 'a' }] },
      { name: 'deep', parameters: [{ name: 'depth', type: 'number' }] },
    ])
  })

  it('is what an import of the file would give', async () => {
    write('a.mjs', "export * from './index.mjs'\nexport const [f, g, hidden] = [() => 1, () => 1, () => 1]")
    write('b.mjs', "export * from './shared.mjs'\nexport const g = () => 2")
    write('c.mjs', "export * from './shared.mjs'\nexport const named = () => 3")
    write('shared.mjs', 'export const shared = () => 4')
    const module = write(
      'index.mjs',
      `export * from './a.mjs'
       export * from './b.mjs'
       export * from './c.mjs'
       export * as space from './a.mjs'
       export const hidden = 1`,
    )
    const script = `const found = await import(${JSON.stringify(module)})
      console.log(Object.keys(found).filter((name) => typeof found[name] === 'function').join())`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script])
    const imported = stdout.toString().trim().split(',')
    expect(imported).toEqual(['f', 'named', 'shared'])
    expect((await namesIn(module)).sort()).toEqual(imported)
  })

  it('adds nothing where it cannot be read, and nothing of that is run', async () => {
    write('wrong.mjs', 'export const f = (')
    writeFileSync(join(rig.folder, 'large.mjs'), 'export const large = () => 1\n')
    truncateSync(join(rig.folder, 'large.mjs'), 2 * 1_048_576)
    spawnSync('mkfifo', [join(rig.folder, 'endless.mjs')])
    const sources = [
      './wrong.mjs',
      './none.mjs',
      './large.mjs',
      './endless.mjs',
      '../',
      'acorn',
      'node:fs',
      'file://a/b',
    ]
    const stars = sources.map((source) => `export * from '${source}'\n`).join('')
    expect(await namesIn(write('index.mjs', `${stars}export const own = () => 1`))).toEqual(['own'])
  })

  it('ends after a hundred files', async () => {
    for (let at = 0; at < 120; at++)
      write(`${at}.mjs`, `export * from './${at + 1}.mjs'\nexport const f${at} = () => 1`)
    expect(await namesIn(join(rig.folder, '0.mjs'))).toHaveLength(100)
  })
})
