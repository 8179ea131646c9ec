import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { limits } from '../../contract/limits.ts'
import type { ErrorSummary } from '../../contract/run.ts'
import type { Thrown } from '../worker/thrown.ts'
import type { CallOutcome } from './call-outcome.ts'

/** What the call returned, cut to a length that can be shown; nothing if it threw. */
export function resultOf(outcome: CallOutcome | undefined): { result?: string } {
  if (!outcome || !('timed' in outcome) || outcome.timed[6] === 'threw') return {}
  return { result: cut(textOf(outcome.timed[7]), limits.shownResultLength) }
}

/** Equal for calls that returned or threw the same; undefined if nothing arrived. */
export function digestOf(outcome: CallOutcome): string | undefined {
  if (!('timed' in outcome)) return undefined
  const [, , , , , , how, value] = outcome.timed
  const text = how === 'returned' ? textOf(value) : Object.values(summaryOfThrown(value as Thrown)).join(': ')
  return createHash('sha256').update(`${how} ${text}`).digest('base64')
}

/** Cut to lengths that can be shown. */
export function summaryOf(error: unknown): ErrorSummary {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: textOf(error) }
  return { name, message: cut(message, limits.shownCommandLength) }
}

export function summaryOfThrown(thrown: Thrown): ErrorSummary {
  return thrown.kind === 'error'
    ? summaryOf(Object.assign(new Error(thrown.message), { name: thrown.name }))
    : summaryOf(thrown.value)
}

/** Equal for equal values, whether they were copied or not. */
function textOf(value: unknown): string {
  const everything = { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity, sorted: true }
  return inspect(value, everything)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text
}
