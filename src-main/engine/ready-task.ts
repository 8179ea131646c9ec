import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { type Answer, type Issue, failure, success } from '../contract/answer.ts'
import { taskSchema, type Command, type Task } from '../contract/task.ts'
import { parse } from '../contract/parse.ts'
import type { ReadyTask } from './run.ts'

/** What tasks are made ready against. */
export interface TaskSurroundings {
  environment: Record<string, string>
  homeFolder: string
  platform: NodeJS.Platform
}

/**
 * Bytes for arguments and environment together: Linux gives a quarter of the stack's limit, 2 MiB by default
 * (execve(2), "Limits on size of arguments and environment"); macOS 1 MiB (ARG_MAX, sysctl kern.argmax); Windows
 * 32,767 characters for the command line alone (CreateProcessW).
 */
const argumentListLimit: Partial<Record<NodeJS.Platform, number>> = {
  linux: 2_097_152,
  darwin: 1_048_576,
  win32: 65_534,
}

/** Decides everything that the system needs of a task, or says what is wrong with it. Looks at the disk, changes nothing. */
export async function makeReady(task: Task, surroundings: TaskSurroundings): Promise<Answer<ReadyTask>> {
  const folder = expandHome(task.folder ?? surroundings.homeFolder, surroundings.homeFolder)
  const issue = (await checkFolder(folder)) ?? checkSize(task, surroundings)
  if (issue) {
    const code = issue.path === 'folder' ? 'folder-unusable' : 'argument-list-too-long'
    return failure(code, issue.message, { issues: [issue], details: { folder } })
  }
  const environment = task.environment ?? {}
  return success({
    command: task.command,
    name: task.name,
    folder,
    environment,
    colours: task.colours ?? false,
    unbuffered: task.unbuffered ?? true,
    launchEnvironment: { ...switched(task, surroundings.environment), ...environment },
  })
}

/** What submitting this draft would refuse, and what is worth a warning. */
export async function checkDraft(
  draft: unknown,
  surroundings: TaskSurroundings,
): Promise<{ issues: Issue[]; warnings: Issue[] }> {
  const parsed = parse(taskSchema, draft)
  if (!parsed.ok) return { issues: parsed.issues ?? [], warnings: [] }
  const ready = await makeReady(parsed.value, surroundings)
  if (!ready.ok) return { issues: ready.issues ?? [], warnings: [] }
  const warning = await checkProgram(ready.value, surroundings)
  return { issues: [], warnings: warning ? [warning] : [] }
}

/** The variables of the task's two switches, unless the user's environment has its own word on them. */
function switched(task: Task, base: Record<string, string>): Record<string, string> {
  return {
    ...(task.unbuffered !== false && base['PYTHONUNBUFFERED'] === undefined && { PYTHONUNBUFFERED: '1' }),
    ...(task.colours === true && { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }),
  }
}

function expandHome(folder: string, home: string): string {
  return folder === '~' || /^~[\\/]/.test(folder) ? join(home, folder.slice(1)) : folder
}

async function checkFolder(folder: string): Promise<Issue | undefined> {
  const issue = (code: string, message: string): Issue => ({ path: 'folder', code, message })
  try {
    if (!(await stat(folder)).isDirectory())
      return issue('not-a-folder', `The folder “${folder}” is a file. Choose a folder.`)
    await access(folder, constants.X_OK)
    return undefined
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      return issue('no-such-folder', `The folder “${folder}” does not exist. Create it or choose another.`)
    if (code === 'ENOTDIR')
      return issue('no-such-folder', `The folder “${folder}” does not exist: a part of its path is a file.`)
    return issue(
      'folder-refused',
      `The folder “${folder}” cannot be entered (${code}). Choose another or change its permissions.`,
    )
  }
}

function checkSize({ command, environment }: Task, surroundings: TaskSurroundings): Issue | undefined {
  const limit = argumentListLimit[surroundings.platform]
  if (limit === undefined) return undefined
  const isWindows = surroundings.platform === 'win32'
  const texts = command.kind === 'shell' ? [command.line] : command.argv
  const variables = isWindows
    ? []
    : Object.entries({ ...surroundings.environment, ...environment }).map(([name, value]) => `${name}=${value}`)
  // Each string has a closing NUL and a pointer to it.
  const bytes = [...texts, ...variables].reduce(
    (sum, text) => sum + Buffer.byteLength(text, isWindows ? 'utf16le' : 'utf8') + 9,
    0,
  )
  if (bytes <= limit) return undefined
  return {
    path: 'command',
    code: 'argument-list-too-long',
    message: `The command and its environment take ${bytes} bytes; this system passes at most ${limit} to a program. Put the long part into a file.`,
  }
}

async function checkProgram(task: ReadyTask, surroundings: TaskSurroundings): Promise<Issue | undefined> {
  const program = programOf(task.command)
  if (program === undefined || surroundings.platform === 'win32') return undefined
  const path = task.launchEnvironment['PATH'] ?? surroundings.environment['PATH'] ?? ''
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : join(task.folder, program)]
    : path.split(delimiter).map((folder) => join(folder, program))
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return undefined
  }
  return {
    path: 'command',
    code: 'program-not-found',
    message: program.includes('/')
      ? `“${program}” is not there, or is not executable.`
      : `“${program}” is not in any folder of PATH.`,
  }
}

/** The program that a task starts, where that can be told: not for a shell line. */
function programOf(command: Command): string | undefined {
  return command.kind === 'argv' ? command.argv[0] : undefined
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
