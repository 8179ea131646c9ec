import { setTimeout as wait } from 'node:timers/promises'
import type { LocalClient } from '../client/local-client.ts'
import { type Answer, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { RunSummary } from '../contract/run.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { type ListOptions, listUsage, parseListArguments } from './list-options.ts'
import { print, printJson, say } from './output.ts'
import { type AnyRun, cellsOf, endedRow, jsonOf, liveRow, queuedRow, rowHeading } from './run-row.ts'
import { layOut, terminalColumns } from './table.ts'
import { orSay, withHost } from './with-host.ts'

const description = { name: 'list', usage: listUsage, parse: parseListArguments }

/** `forkyard list` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, options) =>
    orSay(await collect(client, options), async (runs) => {
      if (options.isJson) for (const run of runs) await printJson(jsonOf(run))
      else if (runs.length > 0) {
        const rows = runs.map((run) => cellsOf(run, Date.now()))
        await print(layOut(rowHeading, rows, terminalColumns()))
      }
      return exitStatus.done
    }),
  )
}

/** Milliseconds that a search waits for runs that have just ended to be searchable, and between two looks. */
const indexing = { patience: 5_000, pause: 50 }

/**
 * At most `limit` runs: live, then waiting, then ended ones. A run goes from the queue to the live ones and then to the
 * ended: read in that order none is missed that goes on meanwhile, and one that was seen twice is shown as it was last.
 */
async function collect(client: LocalClient, options: ListOptions): Promise<Answer<AnyRun[]>> {
  const { state, limit } = options
  const isAsked = (kind: typeof state): boolean => state === kind || state === 'all'
  const waiting = isAsked('queued') ? await queued(client, options, limit) : success([])
  if (!waiting.ok) return waiting
  const alive = isAsked('live') ? await live(client, options) : success([])
  if (!alive.ok) return alive
  const before = [...alive.value, ...without(waiting.value, alive.value)].slice(0, limit)
  const room = limit - before.length
  const over = isAsked('ended') && room > 0 ? await ended(client, options, room) : success([])
  if (!over.ok) return over
  return success([...without(before, over.value), ...over.value])
}

function without(runs: readonly AnyRun[], newer: readonly AnyRun[]): AnyRun[] {
  const known = new Set(newer.map(({ runId }) => runId))
  return runs.filter(({ runId }) => !known.has(runId))
}

async function live(client: LocalClient, { text }: ListOptions): Promise<Answer<AnyRun[]>> {
  const answer = await client.request('listLive', {})
  return answer.ok ? success(answer.value.filter((run) => hasWords(run, text)).map(liveRow)) : answer
}

async function queued(client: LocalClient, { text }: ListOptions, room: number): Promise<Answer<AnyRun[]>> {
  const runs: AnyRun[] = []
  for (let offset = 0; runs.length < room; offset += limits.queuePage) {
    const answer = await client.request('listQueue', { offset, count: limits.queuePage })
    if (!answer.ok) return answer
    for (const run of answer.value.runs) if (hasWords(run, text)) runs.push(queuedRow(run))
    if (answer.value.runs.length < limits.queuePage) break
  }
  return success(runs)
}

/** What was found is complete, or it is said that it may not be. */
async function ended(client: LocalClient, options: ListOptions, room: number): Promise<Answer<AnyRun[]>> {
  const giveUpAt = performance.now() + indexing.patience
  for (;;) {
    const read = await readHistory(client, options, room)
    if (!read.ok) return read
    const { runs, isIncomplete } = read.value
    if (!isIncomplete) return success(runs)
    if (performance.now() > giveUpAt) {
      say('The runs that ended last cannot be searched yet, so some may be missing here. Try again in a moment.')
      return success(runs)
    }
    await wait(indexing.pause)
  }
}

async function readHistory(
  client: LocalClient,
  { outcomes, text }: ListOptions,
  room: number,
): Promise<Answer<{ runs: AnyRun[]; isIncomplete: boolean }>> {
  const runs: AnyRun[] = []
  let before: number | undefined
  let isIncomplete = false
  do {
    const answer = await client.request('listHistory', {
      count: Math.min(room - runs.length, limits.historyPage),
      before,
      outcomes: outcomes.length > 0 ? outcomes : undefined,
      text: text.trim() === '' ? undefined : text,
    })
    if (!answer.ok) return answer
    isIncomplete ||= answer.value.isIncomplete ?? false
    for (const run of answer.value.runs) runs.push(endedRow(run))
    before = answer.value.next
  } while (before !== undefined && runs.length < room)
  return success({ runs, isIncomplete })
}

/** As the history is searched: each word at the beginning of a word. */
function hasWords({ name, command }: RunSummary, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/)
  const searched = `${name} ${command}`.toLowerCase()
  return words.every((word) => {
    for (let at = searched.indexOf(word); at >= 0; at = searched.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(searched[at - 1] ?? '')) return true
    }
    return false
  })
}
