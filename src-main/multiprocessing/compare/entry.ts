import { Socket } from 'node:net'
import { becomeChild } from '../worker/child-state.ts'
import { FrameWriter, readFrames } from '../worker/frames.ts'
import { decodeJson, encodeJson } from '../worker/messages.ts'
import { endBy } from '../worker/own-errors.ts'
import { endWithParent } from '../worker/parent-watch.ts'
import { type MeasureRequest, type Measured, type NotMeasured, fromComparer, toComparer } from './messages.ts'
import { summaryOf } from './result-text.ts'
import { measureWay } from './way.ts'

/*
 * Entry of the process that measures one way of calling a function, started by engine/compare. Descriptor 3 leads to the
 * host. It has a session of its own, and its workers are in it.
 */

const channelDescriptor = 3
/** Milliseconds between two reports of progress. */
const pause = 100

// Electron's binary is Node with this: it is not for what a function starts.
delete process.env['ELECTRON_RUN_AS_NODE']
process.title = 'forkyard-compare'
// Functions print as often as they are called, here and in workers; Node itself still writes what ends this process.
process.stderr.write = () => true
// A module that is imported here is in no main process.
becomeChild('worker', 'Comparer')

const channel = new Socket({ fd: channelDescriptor, readable: true, writable: true })
const writer = new FrameWriter(channel)
readFrames(
  channel,
  ({ kind, content }) => {
    if (kind === toComparer.measure) carryOut(decodeJson(content) as MeasureRequest).catch(endBy)
  },
  () => process.exit(),
)
endWithParent()

async function carryOut(request: MeasureRequest): Promise<void> {
  let reportedAt = 0
  const report = (ended: number): void => {
    if (performance.now() - reportedAt < pause) return
    reportedAt = performance.now()
    writer.send(fromComparer.progress, ended)
    // Functions that never wait leave no turn in between.
    writer.flush()
  }
  let outcome: Measured | NotMeasured
  try {
    process.chdir(request.folder)
    outcome = await measureWay(request, report)
  } catch (error) {
    outcome = { kind: 'failed', error: summaryOf(error) }
  }
  writer.send(fromComparer.outcome, 0, encodeJson(outcome))
}
