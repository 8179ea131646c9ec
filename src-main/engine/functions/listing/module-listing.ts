import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Answer, failure, success } from '../../../contract/answer.ts'
import { isPython } from '../../../contract/command-line.ts'
import type { ModuleListing } from '../../../contract/module-listing.ts'
import { expandHome } from '../../submission/folder-check.ts'
import { checkModule } from '../../submission/module-check.ts'
import { listPython } from './python-functions.ts'
import { ListingError } from './listing-error.ts'
import { listWithPassedOn } from './passed-on.ts'

/** Bytes: reading more, of all files of a listing, would hold the host up. */
const mostBytes = 2 * 1_048_576

export interface ListingQuery {
  /** As a task has it: absolute, beginning with `~`, or relative to `folder`. */
  module: string
  /** Default: home. */
  folder?: string | undefined
}

/**
 * The functions that a file exports, as its source tells. Nothing of the file is run; for Python its interpreter parses it.
 * @param environment where Python is looked for
 */
export async function listFunctions(
  { module: asked, folder = '~' }: ListingQuery,
  { home, environment }: { home: string; environment: Record<string, string> },
): Promise<Answer<ModuleListing>> {
  const module = resolve(home, expandHome(folder, home), expandHome(asked, home))
  const issue = await checkModule({ kind: 'function', module, name: '', args: [] })
  if (issue) return failure('module-unusable', issue.message, { details: { code: issue.code } })
  try {
    const { size } = await stat(module)
    if (size > mostBytes) {
      throw new ListingError(
        'too-large',
        `The file “${module}” is larger than 2 MB, so its functions are not listed. Type the name of the function.`,
      )
    }
    return success(
      isPython(module)
        ? { module, language: 'python', functions: await listPython(module, environment) }
        : { module, language: 'javascript', functions: await listWithPassedOn(module, mostBytes - size) },
    )
  } catch (error) {
    if (error instanceof ListingError) {
      const { line, column } = error.place ?? {}
      return failure('module-unusable', error.message, {
        details: { code: error.code, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
      })
    }
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return failure('module-unusable', `The file “${module}” cannot be read (${code}).`, { details: { code } })
  }
}
