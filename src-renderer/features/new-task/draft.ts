import type { Issue } from '../../../src-main/contract/answer.ts'
import { commandLine } from '../../../src-main/contract/command-line.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import { parse } from '../../../src-main/contract/parse.ts'
import { type Task, taskSchema } from '../../../src-main/contract/task.ts'
import { splitWords } from './argument-words.ts'
import { type EnvironmentRow, environmentOf, repeatedRows, rowsOf } from './environment-lines.ts'

/** A new task as it stands in the dialog. */
export interface Draft {
  /** How `text` is read: a line for the shell, or a program and its arguments. */
  kind: 'shell' | 'argv'
  text: string
  /** Empty: the home folder. */
  folder: string
  /** Empty: the default name. */
  name: string
  environment: EnvironmentRow[]
  /** What stands in the number field: NaN where it is empty. */
  times: number
  colours: boolean
  unbuffered: boolean
}

/** Where in the dialog something is wrong. `row` counts environment rows from 0. */
export interface Finding {
  field: 'command' | 'folder' | 'name' | 'environment' | 'times' | 'other'
  row?: number
  /** The contract's code, or one of the dialog's own: `open-quote`, `open-backslash`, `repeated`. */
  code: string
  /** The number that the code's sentence names. */
  bound?: string
  /** The host's own words. */
  message?: string
}

export function emptyDraft(folder = ''): Draft {
  return { kind: 'shell', text: '', folder, name: '', environment: [], times: 1, colours: true, unbuffered: true }
}

/** The draft that submits this task, as for running it again with changes. */
export function draftOf(task: Task): Draft {
  return {
    kind: task.command.kind,
    text: commandLine(task.command),
    folder: task.folder ?? '',
    name: task.name ?? '',
    environment: rowsOf(task.environment ?? {}),
    times: 1,
    colours: task.colours ?? true,
    unbuffered: task.unbuffered ?? true,
  }
}

/** The task that the draft describes, whether or not the contract allows it; undefined where its quoting is open. */
export function taskOf(draft: Draft): Task | undefined {
  const words = splitWords(draft.text)
  if (draft.kind === 'argv' && !words.ok) return undefined
  const environment = environmentOf(draft.environment)
  return {
    command:
      draft.kind === 'shell' ? { kind: 'shell', line: draft.text } : { kind: 'argv', argv: words.ok ? words.argv : [] },
    ...(draft.name !== '' && { name: draft.name }),
    ...(draft.folder !== '' && { folder: draft.folder }),
    ...(Object.keys(environment).length > 0 && { environment }),
    colours: draft.colours,
    unbuffered: draft.unbuffered,
  }
}

/** Everything that can be known to be wrong without asking the host. */
export function findingsIn(draft: Draft): Finding[] {
  const findings: Finding[] = []
  const words = splitWords(draft.text)
  if (draft.kind === 'argv' && !words.ok) findings.push({ field: 'command', code: words.problem })
  const task = taskOf(draft)
  const parsed = task && parse(taskSchema, task)
  if (parsed && !parsed.ok) findings.push(...placed(parsed.issues ?? [], draft))
  for (const row of repeatedRows(draft.environment)) findings.push({ field: 'environment', row, code: 'repeated' })
  if (!Number.isInteger(draft.times)) findings.push({ field: 'times', code: 'not-whole' })
  else if (draft.times < 1) findings.push({ field: 'times', code: 'too-small', bound: '1' })
  else if (draft.times > limits.runsPerSubmission) {
    findings.push({ field: 'times', code: 'too-large', bound: String(limits.runsPerSubmission) })
  }
  return findings
}

/** The contract's issues at the fields that they speak of. Paths begin at the task, or at a submission of it. */
export function placed(issues: readonly Issue[], draft: Draft): Finding[] {
  return issues.map(({ path, code, message }) => {
    const bound = /\d+/.exec(message)?.[0]
    const rest = { code, message, ...(bound !== undefined && { bound }) }
    const [field, ...below] = path.replace(/^(?:tasks\.0|task)(?:\.|$)/, '').split('.')
    switch (field) {
      case 'command':
      case 'folder':
      case 'name':
      case 'times':
        return { field, ...rest }
      case 'environment': {
        const name = below.join('.')
        const row = below.length === 0 ? -1 : draft.environment.findIndex((one) => isShownAs(one, name))
        return { field, ...(row !== -1 && { row }), ...rest }
      }
      default:
        return { field: 'other', ...rest }
    }
  })
}

/** Names in issues are cut and cleaned. An empty row is no variable, so it is never the one that is meant. */
function isShownAs({ name, value }: EnvironmentRow, shown: string): boolean {
  if (name === '' && value === '') return false
  return name === shown || (shown.includes('�') || shown.endsWith('…') ? looksLike(name, shown) : false)
}

function looksLike(name: string, shown: string): boolean {
  const start = shown.endsWith('…') ? shown.slice(0, -1) : shown
  if (shown.endsWith('…') ? name.length < start.length : name.length !== start.length) return false
  return [...start].every((character, at) => character === '�' || character === [...name][at])
}
