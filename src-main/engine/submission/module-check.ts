import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Issue } from '../../contract/answer.ts'
import type { Command, FunctionCall } from '../../contract/command.ts'
import { expandHome } from './folder-check.ts'

/** Endings of files that functions can be in: what Node and Python take for a module. */
const moduleEndings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.py']

/** Whether functions can be in a file of this name. */
export function isModuleName(name: string): boolean {
  const lower = name.toLowerCase()
  return moduleEndings.some((ending) => lower.endsWith(ending))
}

/** The same with its module as an absolute path. */
export function withWholePath(call: FunctionCall, folder: string, home: string): FunctionCall {
  return { ...call, module: resolve(folder, expandHome(call.module, home)) }
}

/** What keeps a function from being looked for in its file. */
export async function checkModule(command: Command): Promise<Issue | undefined> {
  if (command.kind !== 'function') return undefined
  const { module } = command
  const issue = (code: string, message: string): Issue => ({ path: 'command.module', code, message })
  if (!isModuleName(module)) {
    return issue(
      'not-a-module',
      `The file “${module}” has no functions to call. Choose a JavaScript, TypeScript or Python file (${moduleEndings.join(', ')}).`,
    )
  }
  try {
    if ((await stat(module)).isFile()) return undefined
    return issue('not-a-module', `“${module}” is no file. Choose a JavaScript, TypeScript or Python file.`)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? issue('no-such-module', `The file “${module}” does not exist. Check its path.`)
      : issue('module-refused', `The file “${module}” cannot be looked at (${code}).`)
  }
}
