import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/*
 * What runs of earlier hosts have left in a data folder outside of the database: it tells which ids were used, and that
 * there must have been a database.
 */

const logName = /^(\d+)-(\d+)\.log$/

/** No run has a higher id: what names one is not of ours, and the ids after it could not be told apart. */
export const largestRunId = 2 ** 52

/** The highest run id that a log in the folder has; 0 if there is none. Reads one folder of logs, as a rule. */
export function highestLogged(folder: string): number {
  const logs = join(folder, 'logs')
  const shards = namesIn(logs)
    .filter((name) => /^\d+$/.test(name))
    .sort((one, other) => Number(other) - Number(one))
  for (const shard of shards) {
    const ids = namesIn(join(logs, shard))
      .map((name) => Number(logName.exec(name)?.[1]))
      .filter((id) => id <= largestRunId)
    if (ids.length > 0) return ids.reduce((highest, id) => Math.max(highest, id), 0)
  }
  return 0
}

/** The highest attempt of each run that has a log. Reads all folders of logs. */
export function highestAttempts(folder: string): Map<number, number> {
  const attempts = new Map<number, number>()
  const logs = join(folder, 'logs')
  for (const shard of namesIn(logs)) {
    for (const name of namesIn(join(logs, shard))) {
      const [, runId, attempt] = (logName.exec(name) ?? []).map(Number)
      if (runId && attempt && runId <= largestRunId) attempts.set(runId, Math.max(attempt, attempts.get(runId) ?? 0))
    }
  }
  return attempts
}

/** The highest run id in the journals of supervisors, which may still run it; 0 if there is none. */
export function highestInJournals(folder: string): number {
  let highest = 0
  for (const name of namesIn(join(folder, 'run'))) {
    const text = textOf(join(folder, 'run', name, 'journal'))
    for (const [, id] of text.matchAll(/"runId":(\d+)/g)) {
      if (Number(id) <= largestRunId) highest = Math.max(highest, Number(id))
    }
  }
  return highest
}

/** The database that an earlier start moved aside last, if any. */
export function movedAsideBefore(folder: string): string | undefined {
  const newest = namesIn(folder)
    .filter((name) => /^forkyard\.sqlite\.(damaged|newer)-[^-]*(-[^-]*){0,3}Z$/.test(name))
    .sort((one, other) => (timeIn(one) < timeIn(other) ? -1 : 1))
    .at(-1)
  return newest && join(folder, newest)
}

/** What shows that this folder has had a database, in words; undefined if nothing does. */
export function tracesOf(folder: string): string | undefined {
  if (namesIn(join(folder, 'backups')).some((name) => name.endsWith('.sqlite'))) return 'there are backups of it'
  const logged = highestLogged(folder)
  if (logged > 0) return `there is output of run ${String(logged)}`
  if (highestInJournals(folder) > 0) return 'there are records of started runs'
  if (existsSync(join(folder, 'ids.json'))) return 'its record of used run ids is there'
  return undefined
}

const timeIn = (name: string): string => name.slice(name.indexOf('-'))

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
