import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bannedHere, bannedIn } from '../../build/words.mjs'

describe('the lint for words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(['src-renderer/features/queue/en.ts', 'docs/decisions/01-one.md', 'README.md', 'src-main/host/a.ts'])(
    'finds a phrase that was planted in %s',
    (file) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `\nconst text = 'It starts by itself.'\n`)
      expect(bannedHere(folder)).toEqual([`${file}:2: “by itself”: write “automatically”`])
      rmSync(join(folder, file))
    },
  )

  it('reads no comments of source code, which are for others', () => {
    expect(bannedIn('src-main/host/a.ts', '/** It starts anew. */\n// What lives.\n * by itself\nreturn 1')).toEqual([])
    expect(bannedIn('docs/a.md', 'It starts anew.')).toHaveLength(1)
  })
})
