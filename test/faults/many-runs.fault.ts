import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { RequestInput } from '../../src-main/contract/contract.ts'
import { outcomeKinds } from '../../src-main/contract/run.ts'
import { LocalClient } from '../../src-main/client/local-client.ts'
import type { Extent, Fault, Figures } from './fault.ts'
import { commonWord, fillDatabase, filledRuns, rareWord } from './filled-database.ts'
import { Host, dataFolderIn, endAll } from './host.ts'
import { median, quantile } from './median.ts'
import { waitUntil } from './wait-until.ts'

type Query = RequestInput<'listHistory'>

/**
 * How many times as long as its peer of the same run each may take at most, both at the fastest of several tries, as what
 * else the machine does is not what is promised. A start: that with nothing in the data folder. Pages and searches: an
 * answer for which nothing is read. Requests of others meanwhile: those while nothing is asked.
 */
const factors = { start: 5, page: 100, search: 400, delay: 15 }
const tries = { start: 3, query: 7, first: 40, scan: 5 }

/** Milliseconds in which nothing but the time of an answer is looked at. */
const quietTime = 3_000

/** Rows of a page, as the window asks for them. */
const count = 100

/** How many times as long as the first page a scan of the million runs takes at least. */
const scanFactor = 200

export const fault: Fault = {
  title: 'A long queue and a long history: 100,000 runs wait, 1,000,000 have ended.',
  needsRest: true,
  async run({ extent, folder }) {
    const content = extent === 'long' ? { ended: 1_000_000, queued: 100_000 } : { ended: 10_000, queued: 2_000 }
    const dataFolder = dataFolderIn(folder)
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    fillDatabase(dataFolder, content)
    try {
      await letBackUp(folder)
      const empty = await timedStarts(join(folder, 'empty'))
      const full = await timedStarts(folder)
      const host = await Host.start(folder)
      const figures: Figures = { 'start ms': full, 'start ms with nothing': empty }
      Object.assign(figures, await askAll(host, content.ended, extent))
      const first = Math.min(...(await timesOf(host, { count }, tries.first)))
      await host.kill()
      const scan = scanTime(dataFolder, join(folder, 'peer.sqlite'), content.ended)
      figures['a LIKE scan takes times as long'] = Math.round(scan / first)
      figures['start ms after kill -9'] = await timedStart(folder)
      // Of a few runs a scan takes no time.
      if (extent === 'long' && scan < first * scanFactor)
        throw new Error(`The first page took ${String(first)} ms, a scan ${String(scan)}: ${JSON.stringify(figures)}`)
      if (full > factors.start * empty)
        throw new Error(
          `The start took ${String(full)} ms, with nothing ${String(empty)} ms: ${JSON.stringify(figures)}`,
        )
      return figures
    } finally {
      await endAll(folder)
    }
  },
}

/** Once a day a start is followed by a backup, which would be in the way of the next one here. */
async function letBackUp(folder: string): Promise<void> {
  const host = await Host.start(folder)
  const backups = join(dataFolderIn(folder), 'backups')
  await waitUntil(
    'the backup',
    () => existsSync(backups) && readdirSync(backups).some((file) => file.endsWith('.sqlite')),
  )
  await host.end()
  await endAll(folder)
}

/** The fastest of several starts, each after an end in good order. */
async function timedStarts(folder: string): Promise<number> {
  const times: number[] = []
  for (let start = 0; start < tries.start; start++) times.push(await timedStart(folder))
  return Math.min(...times)
}

/** Milliseconds until the host has answered. */
async function timedStart(folder: string): Promise<number> {
  const begin = performance.now()
  const host = await Host.start(folder)
  await host.get('hostStatus', {})
  const time = performance.now() - begin
  await host.end()
  await endAll(folder)
  return Math.round(time)
}

/** Every kind of question, while another client sees how long the host lets it wait. */
async function askAll(host: Host, ended: number, extent: Extent): Promise<Figures> {
  const quiet = new Delays(host.dataFolder)
  await wait(quietTime)
  const delayBefore = await quiet.end()
  const delays = new Delays(host.dataFolder)
  const pages: Query[] = [undefined, Math.floor(ended / 2), 50].map((before) => ({ count, ...(before && { before }) }))
  for (const outcome of outcomeKinds) pages.push({ count, outcomes: [outcome] })
  const texts = [commonWord, rareWord, 'nothingofthesort', `${commonWord} ${rareWord}`, `${commonWord} ffmpeg`, 'f']
  const searches = texts.flatMap((text): Query[] => [
    { count, text },
    { count, text, outcomes: ['failed', 'lost'] },
  ])
  const answer = Math.min(...(await timesOfAnswers(host)))
  const page = await slowest(host, pages, factors.page * answer)
  const search = await slowest(host, searches, factors.search * answer)
  const delay = await delays.end()
  // The short form asks too little to say.
  if (extent === 'long' && delay > factors.delay * delayBefore)
    throw new Error(
      `99 of 100 requests were answered within ${String(delay)} ms, and within ${String(delayBefore)} while nothing was asked.`,
    )
  return {
    'an answer alone ms': Math.round(answer * 100) / 100,
    'slowest page ms': page,
    'slowest search ms': search,
    'others wait ms (p99)': delay,
    'while nothing is asked': delayBefore,
  }
}

/** Milliseconds of answers for which nothing is read: the way there and back. */
async function timesOfAnswers(host: Host): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < tries.first; index++) {
    const begin = performance.now()
    await host.get('hostStatus', {})
    times.push(performance.now() - begin)
  }
  return times
}

/** Of the queries' fastest tries the slowest, in milliseconds. */
async function slowest(host: Host, queries: Query[], bound: number): Promise<number> {
  let worst = 0
  for (const query of queries) {
    const times = await timesOf(host, query)
    const fastest = Math.min(...times)
    if (fastest > bound) {
      throw new Error(`${JSON.stringify(query)} took ${String(fastest)} ms, in the middle ${String(median(times))} ms.`)
    }
    worst = Math.max(worst, fastest)
  }
  return Math.round(worst * 10) / 10
}

async function timesOf(host: Host, query: Query, often = tries.query): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < often; index++) {
    const begin = performance.now()
    await host.get('listHistory', query)
    times.push(performance.now() - begin)
  }
  return times
}

/** How long a request waits that needs nothing but the host's loop, asked every 5 ms. */
class Delays {
  readonly #times: number[] = []
  readonly #over: Promise<void>
  #isOver = false

  constructor(dataFolder: string) {
    this.#over = this.#ask(dataFolder)
  }

  async end(): Promise<number> {
    this.#isOver = true
    await this.#over
    return Math.round(quantile(this.#times, 0.99) * 10) / 10
  }

  async #ask(dataFolder: string): Promise<void> {
    const connected = await LocalClient.connect(dataFolder)
    if (!connected.ok) throw new Error(connected.message)
    const client = connected.value
    while (!this.#isOver) {
      const begin = performance.now()
      await client.request('hostStatus', {})
      this.#times.push(performance.now() - begin)
      await wait(5)
    }
    client.close()
  }
}

/** Milliseconds to look through the very same runs, with their outputs beside them, without an index. */
function scanTime(dataFolder: string, file: string, ended: number): number {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA synchronous = OFF; CREATE TABLE outputs (sequence INTEGER PRIMARY KEY, output); BEGIN')
    const add = database.prepare('INSERT INTO outputs VALUES (?, ?)')
    for (const { sequence, output } of filledRuns(ended)) add.run(sequence, output)
    database.exec('COMMIT')
    database.prepare('ATTACH ? AS product').run(join(dataFolder, 'forkyard.sqlite'))
    const scan = database.prepare(
      `SELECT * FROM product.runs JOIN product.tasks USING (task_id) JOIN outputs USING (sequence)
       WHERE command LIKE ?1 OR output LIKE ?1`,
    )
    const times = Array.from({ length: tries.scan }, () => {
      const begin = performance.now()
      if (scan.all(`%${rareWord}%`).length === 0) throw new Error('The scan found nothing.')
      return performance.now() - begin
    })
    return Math.min(...times)
  } finally {
    database.close()
  }
}
