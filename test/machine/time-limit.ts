import { type Machine, measureMachine } from './measure.ts'

/** Handed to every process of a test run, so that the machine is measured once, before the tests load it. */
const variable = 'FORKYARD_TEST_MACHINE'

/** What the limits below were chosen for: milliseconds of a quick machine at rest. */
const quick = { start: 40, sync: 5 }

export const machine: Machine = handedOn() ?? measured()

/** How many times as long as on a quick machine at rest something may take here; at least 1. */
export const slowness = slownessOf(machine)

/**
 * How long this machine may need for what a quick one at rest does within these milliseconds. The default is for a
 * condition that is always met unless something is broken: it is generous, as waiting for what comes costs nothing.
 */
export function timeLimit(milliseconds = 30_000): number {
  return Math.round(milliseconds * slowness)
}

export function slownessOf({ start, sync, processors, load }: Machine): number {
  const byTime = Math.max(1, start / quick.start, sync / quick.sync)
  // What is busy already takes its share of the processors; three test files at a time need three, the static checks one.
  const byShare = Math.max(1, (4 + load) / processors)
  return Math.round(byTime * byShare * 10) / 10
}

function handedOn(): Machine | undefined {
  const text = process.env[variable]
  return text === undefined ? undefined : (JSON.parse(text) as Machine)
}

function measured(): Machine {
  const found = measureMachine()
  process.env[variable] = JSON.stringify(found)
  return found
}
