import { registerHooks } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCLibrary } from '../../../src-main/platform/c-library.ts'
import { mappings } from './connected.ts'
import { behavesAsQueue } from './queue-behaviour.ts'
import { losesNothing } from './queue-losses.ts'

// As on a system for which there is no such library.
const hooks = registerHooks({
  resolve: (name, context, next) => {
    if (name.includes('koffi')) throw new Error('It is hidden.')
    return next(name, context)
  },
})

describe('by questions and answers alone,', () => {
  beforeAll(async () => {
    expect(await openCLibrary()).toBeUndefined()
  })
  afterAll(() => {
    hooks.deregister()
  })

  behavesAsQueue('process', () => Promise.resolve())
  losesNothing()

  it.runIf(process.platform === 'linux')('shares no memory', () => {
    expect(mappings(process.pid)).toBe(0)
  })
})
