import { isJson } from '../../../src-main/contract/json.ts'
import type { RequestInput } from '../../../src-main/contract/contract.ts'

/** What is to be compared, as it stands in the form. */
export interface CompareDraft {
  module: string
  name: string
  /** A list as JSON; empty: no arguments. */
  args: string
  times: string
  workers: string
}

/** The request that the form makes; undefined where its arguments are no list in JSON. */
export function requestOf(draft: CompareDraft): RequestInput<'startComparison'> | undefined {
  const args = parseArguments(draft.args)
  if (!args) return undefined
  const { module, name } = draft
  return { call: { module, name, args }, times: numberOf(draft.times), workers: numberOf(draft.workers) }
}

/** Undefined where it is no list in JSON. */
export function parseArguments(text: string): RequestInput<'startComparison'>['call']['args'] | undefined {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What is no number is left to the host to refuse: 0 is out of its bounds. */
function numberOf(text: string): number {
  const value = Number(text)
  return Number.isFinite(value) ? value : 0
}
