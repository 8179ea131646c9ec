import { availableParallelism } from 'node:os'
import type { LocalClient } from '../client/local-client.ts'
import { type Answer, type Failure } from '../contract/answer.ts'
import type { CallReport, Comparison, WayReport } from '../contract/compare.ts'
import { limits } from '../contract/limits.ts'
import { raise } from '../platform/uncaught.ts'
import type { Surroundings } from './command.ts'
import { layOutBars } from './compare-bars.ts'
import { type CompareOptions, compareUsage, parseCompareArguments } from './compare-options.ts'
import { exitStatus } from './exit-status.ts'
import { print, printJson, say } from './output.ts'
import { layOut, terminalColumns } from './table.ts'
import { describeError } from './texts.ts'
import { orSay, refused, withHost } from './with-host.ts'

const description = {
  name: 'compare',
  usage: compareUsage,
  parse: (args: string[]) =>
    parseCompareArguments(args, { folder: () => process.cwd(), processors: availableParallelism() }),
}

/** Columns where the output is no terminal. */
const defaultColumns = 80

/** `forkyard compare` */
export function run(args: string[], surroundings: Surroundings): Promise<number> {
  return withHost(description, args, surroundings, async (client, { isJson, ...options }) => {
    const started = await start(client, options)
    if (!started.ok) return refused(inOptions(started))
    const { comparisonId } = started.value
    let isInterrupted = false
    process.once('SIGINT', () => {
      isInterrupted = true
      say('Stopping the comparison.')
      client.request('stopComparison', { comparisonId }).catch(raise)
    })
    // A stopped comparison ends too, when nothing of it runs any more.
    return orSay(await whenEnded(client, comparisonId), async (comparison) => {
      await (isJson ? printJson(comparison) : print(describe(comparison)))
      const { phase, ways } = comparison
      if (phase.kind === 'finished') return ways.every(isMeasured) ? exitStatus.done : exitStatus.failed
      say('The comparison was stopped.')
      return isInterrupted ? exitStatus.interrupted : exitStatus.failed
    })
  })
}

const isMeasured = ({ kind }: WayReport): boolean => kind === 'measured'

function start(client: LocalClient, options: Omit<CompareOptions, 'isJson'>) {
  return client.request('startComparison', options)
}

async function whenEnded(client: LocalClient, comparisonId: number): Promise<Answer<Comparison>> {
  for (let after = 0; ;) {
    const answer = await client.request('readComparison', { comparisonId, after, wait: limits.comparisonWait })
    if (!answer.ok || answer.value.phase.kind !== 'running') return answer
    after = answer.value.revision
  }
}

const heading = ['WAY', 'START-UP', 'CALLS', 'CPU', 'MEMORY', 'SPEED-UP', 'RESULTS']

function describe({ ways }: Comparison): string {
  if (ways.length === 0) return ''
  const columns = terminalColumns()
  const serial = ways.find(({ way }) => way === 'serial')
  const rows = ways.map((report) => cellsOf(report, serial))
  return `${layOut(heading, rows, columns)}\n${layOutBars(ways, columns ?? defaultColumns)}`
}

function cellsOf(report: WayReport, serial: WayReport | undefined): string[] {
  if (report.kind === 'failed') return [report.way, '', '', '', '', '', describeError(report.error)]
  const { way, startUp, wall, cpu, memory, calls } = report
  const speedUp = serial?.kind === 'measured' ? `${(serial.wall / wall).toFixed(2)} ×` : ''
  return [way, time(startUp), time(wall), time(cpu), `${(memory / 1e6).toFixed(1)} MB`, speedUp, describeResults(calls)]
}

/** Milliseconds: what is compared differs by less than tenths of a second. */
function time(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`
}

function describeResults(calls: readonly CallReport[]): string {
  const errors = calls.flatMap(({ error }) => (error ? [error] : []))
  const [first] = errors
  const differing = calls.filter(({ isEqual }) => isEqual === false).length
  const unknown = calls.filter(({ isEqual }) => isEqual === undefined).length
  return [
    ...(first ? [`${errors.length} of ${calls.length} failed: ${describeError(first)}`] : []),
    differing > 0 ? `${differing} of ${calls.length} differ` : unknown > 0 ? 'not compared' : 'equal',
  ].join('; ')
}

/** The same refusal in the words of the command line. */
function inOptions(failure: Failure): Failure {
  const [issue] = failure.issues ?? []
  if (failure.code !== 'invalid-request' || !issue) return failure
  const name = issue.path.startsWith('call.args') ? 'The list of arguments' : 'The function'
  return { ...failure, message: `${name} ${issue.message}.` }
}
