import type { LocalClient } from '../client/local-client.ts'
import { type Answer, success } from '../contract/answer.ts'
import { limits } from '../contract/limits.ts'
import type { RunSummary } from '../contract/run.ts'
import type { Surroundings } from './command.ts'
import { exitStatus } from './exit-status.ts'
import { type ListOptions, listUsage, parseListArguments } from './list-options.ts'
import { print, printJson } from './output.ts'
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

/** At most `limit` runs: live, then waiting, then ended ones. */
async function collect(client: LocalClient, options: ListOptions): Promise<Answer<AnyRun[]>> {
  const { state, limit } = options
  const runs: AnyRun[] = []
  const sources = [
    ...(state === 'live' || state === 'all' ? [live] : []),
    ...(state === 'queued' || state === 'all' ? [queued] : []),
    ...(state === 'ended' || state === 'all' ? [ended] : []),
  ]
  for (const source of sources) {
    if (runs.length >= limit) break
    const found = await source(client, options, limit - runs.length)
    if (!found.ok) return found
    runs.push(...found.value.slice(0, limit - runs.length))
  }
  return success(runs)
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

async function ended(client: LocalClient, { outcomes, text }: ListOptions, room: number): Promise<Answer<AnyRun[]>> {
  const runs: AnyRun[] = []
  let before: number | undefined
  do {
    const answer = await client.request('listHistory', {
      count: Math.min(room - runs.length, limits.historyPage),
      before,
      outcomes: outcomes.length > 0 ? outcomes : undefined,
      text: text.trim() === '' ? undefined : text,
    })
    if (!answer.ok) return answer
    for (const run of answer.value.runs) runs.push(endedRow(run))
    before = answer.value.next
  } while (before !== undefined && runs.length < room)
  return success(runs)
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
