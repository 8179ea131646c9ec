import type { Issue } from '../../../src-main/contract/answer.ts'
import { commandLine } from '../../../src-main/contract/command-line.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import { parse } from '../../../src-main/contract/parse.ts'
import type { Command } from '../../../src-main/contract/command.ts'
import { type Task, taskSchema } from '../../../src-main/contract/task.ts'
import { type GivenOptions, type TaskOptions, optionsOf } from '../../../src-main/contract/task-options.ts'
import { argumentsOf, typedAs } from './argument-values.ts'
import { splitWords } from './argument-words.ts'
import {
  type EnvironmentRow,
  environmentOf,
  repeatedRows,
  rowsOf,
  secretsOf,
  unfilledSecrets,
} from './environment-lines.ts'

/** A new task as it stands in the dialog. */
export interface Draft {
  /** How `text` is read: a line for the shell, or a program and its arguments; or a function is called instead. */
  kind: 'shell' | 'argv' | 'function'
  text: string
  /** Path of the function's file. */
  module: string
  functionName: string
  /** What the function gets, each as it is typed. */
  args: string[]
  /** Empty: the home folder. */
  folder: string
  /** Empty: the default name. */
  name: string
  environment: EnvironmentRow[]
  /** What stands in the number field: NaN where it is empty. */
  times: number
  /** The task's other options, which have fields of their own kinds. */
  options: OtherOptions
}

type OtherOptions = Omit<TaskOptions, 'environment' | 'secrets'>

/** Where in the dialog something is wrong. `row` counts environment rows from 0. */
export interface Finding {
  field: 'command' | 'module' | 'function' | 'arguments' | 'folder' | 'name' | 'environment' | 'times' | 'other'
  row?: number
  /** The contract's code, or one of the dialog's own: `open-quote`, `open-backslash`, `repeated`, `unfilled-secret`. */
  code: string
  /** The number that the code's sentence names. */
  bound?: string
  /** The host's own words. */
  message?: string
}

export function emptyDraft(folder = ''): Draft {
  return {
    kind: 'shell',
    text: '',
    module: '',
    functionName: '',
    args: [],
    folder,
    name: '',
    environment: [],
    times: 1,
    options: otherOptions({}),
  }
}

/** The draft that submits this task, as for running it again with changes. What is not given stays as in an empty one. */
export function draftOf(task: Partial<Task>): Draft {
  const { command, folder, name, environment, secrets } = task
  return {
    kind: command?.kind ?? 'shell',
    text: command && command.kind !== 'function' ? commandLine(command) : '',
    module: command?.kind === 'function' ? command.module : '',
    functionName: command?.kind === 'function' ? command.name : '',
    args: command?.kind === 'function' ? command.args.map(typedAs) : [],
    folder: folder ?? '',
    name: name ?? '',
    environment: rowsOf(environment ?? {}, secrets),
    times: 1,
    options: otherOptions(task),
  }
}

function otherOptions(task: GivenOptions): OtherOptions {
  const { environment: _environment, secrets: _secrets, ...others } = optionsOf(task)
  return others
}

/** The task that the draft describes, whether or not the contract allows it; undefined where its quoting is open. */
export function taskOf(draft: Draft): Task | undefined {
  const command = commandOf(draft)
  return command && { command, ...restOf(draft) }
}

function commandOf({ kind, text, module, functionName, args }: Draft): Command | undefined {
  if (kind === 'shell') return { kind, line: text }
  if (kind === 'function') return { kind, module, name: functionName, args: argumentsOf(args) }
  const words = splitWords(text)
  return words.ok ? { kind, argv: words.argv } : undefined
}

function restOf({ name, folder, environment: rows, options }: Draft): Omit<Task, 'command'> {
  const environment = environmentOf(rows)
  const secrets = secretsOf(rows)
  return {
    ...(name !== '' && { name }),
    ...(folder !== '' && { folder }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(secrets.length > 0 && { secrets }),
    ...options,
  }
}

/** Stands for a command that is not one yet, so that the rest of the draft can be checked. It does nothing. */
const noCommand: Command = { kind: 'shell', line: ':' }

/**
 * The part of a draft that the host can look at, whatever else is wrong with it: it looks at the disk only for a task
 * that the contract allows.
 */
export function checkablePart(draft: Draft): Task {
  const wrong = new Set(findingsIn(draft).map(({ field }) => field))
  const { folder, environment } = restOf({ ...draft, environment: draft.environment.map(withoutSecret) })
  return {
    command: checkableCommand(draft, wrong),
    ...(folder !== undefined && !wrong.has('folder') && { folder }),
    ...(environment && !wrong.has('environment') && { environment }),
  }
}

function checkableCommand(draft: Draft, wrong: ReadonlySet<Finding['field']>): Command {
  if (wrong.has('command') || wrong.has('module')) return noCommand
  const command = commandOf(draft) ?? noCommand
  if (command.kind !== 'function') return command
  return {
    ...command,
    name: wrong.has('function') ? 'default' : command.name,
    args: wrong.has('arguments') ? [] : command.args,
  }
}

const encoder = new TextEncoder()

/** The row with something as long in place of a secret: checking needs the size, and nothing leaves the dialog before it is submitted. */
function withoutSecret(row: EnvironmentRow): EnvironmentRow {
  return row.isSecret ? { ...row, value: 'x'.repeat(encoder.encode(row.value).length) } : row
}

/** Everything that can be known to be wrong without asking the host. */
export function findingsIn(draft: Draft): Finding[] {
  const findings: Finding[] = []
  const words = draft.kind === 'argv' ? splitWords(draft.text) : undefined
  if (words?.ok === false) findings.push({ field: 'command', code: words.problem })
  const parsed = parse(taskSchema, { command: commandOf(draft) ?? noCommand, ...restOf(draft) })
  if (!parsed.ok) findings.push(...placed(parsed.issues ?? [], draft))
  for (const row of repeatedRows(draft.environment)) findings.push({ field: 'environment', row, code: 'repeated' })
  for (const row of unfilledSecrets(draft.environment)) {
    findings.push({ field: 'environment', row, code: 'unfilled-secret' })
  }
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
        return { field: commandField(below[0], draft), ...rest }
      case 'folder':
      case 'name':
      case 'times':
        return { field, ...rest }
      case 'secrets':
        return { field: 'environment', ...rest }
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

function commandField(part: string | undefined, { kind }: Draft): Finding['field'] {
  if (kind !== 'function') return 'command'
  return part === 'module' ? 'module' : part === 'name' ? 'function' : 'arguments'
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
