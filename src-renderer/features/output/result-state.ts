import type { Json } from '../../../src-main/contract/json.ts'
import type { FunctionError, RunDescription, RunId } from '../../../src-main/contract/run.ts'

/** What came of calling a function, as the panel shows it. */
export type ResultState =
  /** It waits, or runs. */
  | { kind: 'open' }
  | { kind: 'nothing' }
  | { kind: 'too-large'; bytes: number }
  /** It neither returned nor threw: terminated, cancelled, never started. */
  | { kind: 'none' }
  | { kind: 'value'; runId: RunId; value: Json; json: string }
  /** The error and its causes, outermost first. */
  | { kind: 'error'; errors: readonly ShownError[] }

export interface ShownError {
  /** `RangeError: no such size` */
  title: string
  /** Without the title that JavaScript puts first; empty where there is none. */
  stack: string
}

/** @param before what was shown; of the same run with the same result it is given back, and what one has opened of it stays open */
export function resultState({ run, result, error }: RunDescription, before?: ResultState): ResultState {
  if (run.phase !== 'ended') return { kind: 'open' }
  if (error) return { kind: 'error', errors: errorsOf(error) }
  if (result !== undefined) {
    if (before?.kind === 'value' && before.runId === run.runId && before.json === result) return before
    return { kind: 'value', runId: run.runId, value: JSON.parse(result) as Json, json: result }
  }
  const tooLarge = run.notes.find((note) => note.kind === 'result-too-large')
  if (tooLarge) return { kind: 'too-large', bytes: tooLarge.bytes }
  const hasReturned = 'exitStatus' in run.outcome && run.outcome.exitStatus === 'returned'
  return { kind: hasReturned ? 'nothing' : 'none' }
}

function errorsOf(outermost: FunctionError): ShownError[] {
  const errors: ShownError[] = []
  for (let error: FunctionError | undefined = outermost; error; error = error.cause) {
    const { name, message, stack } = error
    const title = message === '' ? name : `${name}: ${message}`
    errors.push({
      title,
      stack: (stack.startsWith(title) ? stack.slice(title.length) : stack).replace(/^\n+|\s+$/g, ''),
    })
  }
  return errors
}

/** What the Copy button puts on the clipboard; empty where there is nothing to copy. */
export function resultText(state: ResultState): string {
  if (state.kind === 'value') return typeof state.value === 'string' ? state.value : state.json
  if (state.kind !== 'error') return ''
  return state.errors
    .map(({ title, stack }, at) => `${at === 0 ? '' : 'Caused by '}${title}${stack === '' ? '' : `\n${stack}`}`)
    .join('\n')
}
