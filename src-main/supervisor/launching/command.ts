import type { ProgramCommand } from '../../contract/command.ts'

/** What the system is asked to execute. */
export interface Program {
  file: string
  args: string[]
  /** Windows: the arguments are one command line already, not to be quoted again. */
  isVerbatim: boolean
}

/**
 * An argument list as it is; a shell line for `/bin/sh -c`, or on Windows for `%ComSpec% /d /s /c "…"`, where `/s` strips
 * exactly the outer quotes and leaves the line as typed (`cmd /?`).
 */
export function programOf(
  command: ProgramCommand,
  environment: Record<string, string>,
  platform = process.platform,
): Program {
  if (command.kind === 'argv') {
    const [file = '', ...args] = command.argv
    return { file, args, isVerbatim: false }
  }
  if (platform !== 'win32') return { file: '/bin/sh', args: ['-c', command.line], isVerbatim: false }
  const shell = environment.ComSpec ?? environment.COMSPEC ?? 'cmd.exe'
  return { file: shell, args: ['/d', '/s', '/c', `"${command.line}"`], isVerbatim: true }
}
