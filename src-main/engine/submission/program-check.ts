import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Issue } from '../../contract/answer.ts'
import type { ReadyTask } from '../runs/run.ts'
import type { Surroundings } from '../environment/surroundings.ts'

/** A warning where the program of an argv cannot be found now; it may be there by the time the run starts. */
export async function checkProgram(task: ReadyTask, surroundings: Surroundings): Promise<Issue | undefined> {
  if (task.command.kind !== 'argv' || surroundings.platform === 'win32') return undefined
  const program = task.command.argv[0] ?? ''
  const path = task.environment['PATH'] ?? surroundings.environment['PATH'] ?? ''
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : join(task.folder, program)]
    : path.split(delimiter).map((folder) => join(folder, program))
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return undefined
  }
  const message = program.includes('/')
    ? `“${program}” is not there, or is not executable.`
    : `“${program}” is not in any folder of PATH.`
  return { path: 'command', code: 'program-not-found', message }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
