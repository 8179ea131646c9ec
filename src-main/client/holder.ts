import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The process that says it has the data folder; which of several that start has it, only its lock knows. */
export function holderOf(dataFolder: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(join(dataFolder, 'host.json'), 'utf8')) as { pid?: unknown }
    return typeof pid === 'number' ? pid : undefined
  } catch {
    return undefined
  }
}
