import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { ChildKind } from './child-state.ts'
import { type OpenChild, openChild } from './open-child.ts'
import { endWithParent } from './parent-watch.ts'

/*
 * Entry of the processes that functions run in, started by `pools`. Descriptor 3 leads to the parent; 4, where a
 * worker runs tasks, to a file for the number of the task under way. Arguments: what it is, its name, and for the app's
 * functions the URL of this library.
 */

const channelDescriptor = 3
const taskRecordDescriptor = 4

const [kind, name = '', library] = process.argv.splice(2) as [ChildKind, string?, string?]
// Electron's binary is Node with this: it is not for what a function starts.
delete process.env['ELECTRON_RUN_AS_NODE']
const serveCalls = library === undefined ? undefined : await prepareForCalls(library)
process.title = name
const channel = new Socket({ fd: channelDescriptor, readable: true, writable: true })
const noted = Buffer.alloc(4)
openChild({
  channel,
  setKept: (isKept) => {
    if (isKept) channel.ref()
    else channel.unref()
  },
  kind,
  name,
  note: (task) => {
    noted.writeUInt32LE(task)
    writeSync(taskRecordDescriptor, noted, 0, noted.length, 0)
  },
  onLost: () => {
    if (kind !== 'child') process.exit()
  },
  serveCalls,
})
if (kind !== 'child') endWithParent()

/** Loaded for the app's functions alone: every other worker is ready sooner without. */
async function prepareForCalls(url: string): Promise<OpenChild['serveCalls']> {
  const [{ watchLoading }, { CallServer }] = await Promise.all([
    import('./loaded-files.ts'),
    import('./call-server.ts'),
  ])
  watchLoading(url)
  return (writer, state) => new CallServer(writer, state)
}
