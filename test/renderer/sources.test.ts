import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { en } from '../../src-renderer/i18n.ts'

const files = globSync('src-renderer/**/*.{vue,ts}').map((path) => ({ path, text: readFileSync(path, 'utf8') }))

function words(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? words(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  )
}

describe('the window’s sources', () => {
  it('name only icons that exist, whole: what the bundler cannot see is not bundled', () => {
    const collection = createRequire(import.meta.url)('@iconify-json/lucide/icons.json') as {
      icons: Record<string, unknown>
      aliases: Record<string, unknown>
    }
    const used = files.flatMap(({ path, text }) =>
      [...text.matchAll(/\bi-lucide-([\w-]*)/g)].map(([, name = '']) => ({ path, name })),
    )
    expect(used.length).toBeGreaterThan(20)
    expect(used.filter(({ name }) => !(name in collection.icons || name in collection.aliases))).toEqual([])
  })

  it('name only words that exist', () => {
    const known = new Set(words(en))
    const used = files.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*'([\w.-]+)'\s*[,)]/g)].map(([, key = '']) => ({ path, key })),
    )
    expect(used.length).toBeGreaterThan(50)
    expect(used.filter(({ key }) => !known.has(key))).toEqual([])
  })

  it('define no word that nobody uses', () => {
    const text = files.map((file) => file.text).join('\n')
    const whole = new Set([...text.matchAll(/'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key = '']) => key))
    // Put together from a beginning and a name: `queue.filter.${name}`, 'ui.state.' + state.
    const beginnings = [...text.matchAll(/[`']([\w-]+\.[\w.-]*)(?:\$\{|' \+)/g)].map(([, beginning = '']) => beginning)
    const isUsed = (key: string) => whole.has(key) || beginnings.some((beginning) => key.startsWith(beginning))
    expect(words(en).filter((key) => !isUsed(key))).toEqual([])
  })
})
