import { expect, it } from 'vitest'
import { defaultOptions, optionSchemas, optionsOf } from '../../src-main/contract/task-options.ts'

it('every option has a schema and a default', () => {
  expect(Object.keys(defaultOptions)).toEqual(Object.keys(optionSchemas))
  expect(optionsOf({})).toEqual(defaultOptions)
})

it('what is given stays, false and empty too; what is left out has its default, and nothing else is taken over', () => {
  const given = { unbuffered: false, secrets: [], environment: undefined, name: 'build', command: {} }
  expect(optionsOf(given)).toEqual({ environment: {}, secrets: [], colours: false, unbuffered: false })
})

it('defaults are shared, so they cannot be changed', () => {
  expect(() => (optionsOf({}).environment['A'] = '1')).toThrow(TypeError)
})
