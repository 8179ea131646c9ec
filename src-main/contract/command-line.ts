import { replaceControls } from './control-characters.ts'
import { limits } from './limits.ts'
import type { Command, FunctionCall } from './command.ts'

/** The command as one line of text: a shell line as it is, arguments quoted as a POSIX shell would read them back, a call as it is written. */
export function commandLine(command: Command): string {
  switch (command.kind) {
    case 'shell':
      return command.line
    case 'argv':
      return command.argv.map(quoteArgument).join(' ')
    case 'function':
      return `${functionName(command)}(${command.args.map((value) => JSON.stringify(value)).join(', ')})`
  }
}

/** For a row: the same, with a function's file by its name alone, and cut in its middle. `isCommandCut`: something is left out. */
export function shownCommand(command: Command): { command: string; isCommandCut: boolean } {
  const whole = visibleControls(commandLine(command))
  const short =
    command.kind === 'function' ? visibleControls(commandLine({ ...command, module: fileName(command.module) })) : whole
  const shown = cutMiddle(short, limits.shownCommandLength)
  return { command: shown, isCommandCut: shown !== whole }
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** As the command line takes it: `work.ts#resize`, `work.py:resize`. */
export function functionName({ module, name }: Pick<FunctionCall, 'module' | 'name'>): string {
  return isPython(module) ? `${module}:${name}` : `${module}#${name}`
}

/** The inverse: a file alone names the default export. Undefined for a Python file alone, which has none. */
export function parseFunctionName(text: string): Pick<FunctionCall, 'module' | 'name'> | undefined {
  const [, pythonFile, pythonName] = /^(.*\.py):([^:/\\]*)$/is.exec(text) ?? []
  if (pythonFile !== undefined && pythonName !== undefined) {
    return pythonName === '' ? undefined : { module: pythonFile, name: pythonName }
  }
  const at = text.lastIndexOf('#')
  const module = at < 0 ? text : text.slice(0, at)
  const name = at < 0 ? '' : text.slice(at + 1)
  if (module === '' || (name === '' && isPython(module))) return undefined
  return { module, name: name === '' ? 'default' : name }
}

export function isPython(module: string): boolean {
  return module.toLowerCase().endsWith('.py')
}

/** Quotes one argument for a POSIX shell (Shell Command Language 2.2.2), only where it needs it. */
export function quoteArgument(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`
}

/** Makes control characters visible so that text stays on its row: a newline becomes ↵, others Unicode's Control Pictures. */
export function visibleControls(text: string): string {
  return replaceControls(text, (character) => {
    if (character === '\n') return '↵'
    const code = character.charCodeAt(0)
    if (code <= 0x1f) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '␡' : '�'
  })
}

/** Cuts text longer than `length` code units in its middle, where commands differ least. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text
  const head = Math.ceil((length - 1) * 0.6)
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`.toWellFormed()
}
