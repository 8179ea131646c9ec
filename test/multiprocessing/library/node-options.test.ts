import { expect, it } from 'vitest'
import { inheritedOptions } from '../../../src-main/multiprocessing/pools/node-options.ts'

it('inherits loaders and limits, but neither the program nor what only one process can have', () => {
  const given = [
    '--input-type=module',
    '--import',
    './hook.mjs',
    '--max-old-space-size=100',
    '--eval',
    'start()',
    '--inspect=0',
    '-C',
    'dev',
  ]
  expect(inheritedOptions(given)).toEqual(['--import', './hook.mjs', '--max-old-space-size=100', '-C', 'dev'])
  expect(inheritedOptions(['-e', 'start()'])).toEqual([])
  expect(inheritedOptions(['--watch', 'script.ts'])).toEqual([])
})
