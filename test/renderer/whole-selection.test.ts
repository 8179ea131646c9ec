import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { useWholeSelection } from '../../src-renderer/features/queue/whole-selection.ts'
import { type Selection, selectOnly } from '../../src-renderer/ui/selection.ts'

function begin() {
  const selection = shallowRef<Selection>(selectOnly('1'))
  const reading = Promise.withResolvers<string[] | undefined>()
  const whole = useWholeSelection(selection, () => reading.promise)
  const acted: string[][] = []
  const act = () => {
    acted.push([...selection.value.keys])
    return Promise.resolve()
  }
  return { ...whole, reading, acted, act }
}

it('a command that is given while all rows are being selected is about all of them', async () => {
  const { selectEvery, withSelected, reading, acted, act } = begin()
  const selecting = selectEvery()
  const acting = withSelected(act)
  await Promise.resolve()
  expect(acted).toEqual([])
  reading.resolve(['1', '2', '3'])
  await Promise.all([selecting, acting])
  expect(acted).toEqual([['1', '2', '3']])
})

it('nothing is done where they could not be read, and later commands are about what is selected', async () => {
  const { selectEvery, withSelected, reading, acted, act } = begin()
  const selecting = selectEvery()
  const acting = withSelected(act)
  reading.resolve(undefined)
  await Promise.all([selecting, acting])
  expect(acted).toEqual([])
  await withSelected(act)
  expect(acted).toEqual([['1']])
})
