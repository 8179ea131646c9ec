import { spawn } from 'node:child_process'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { holderOf } from '../client/holder.ts'
import { LocalClient } from '../client/local-client.ts'
import { type Answer, failure } from '../contract/answer.ts'
import { prepareDataFolder } from '../platform/prepare-data-folder.ts'
import { folderFailure } from '../platform/folder-errors.ts'
import { keepDescriptorsFromChildren } from '../platform/inherited-descriptors.ts'
import { backgroundEnvironment } from '../platform/session-environment.ts'
import type { Surroundings } from './command.ts'
import { say } from './output.ts'
import { sayStopped } from './stopped-host.ts'

/** Milliseconds that a host has until its socket answers: a million runs of an earlier version take it 13 s to convert. */
const startTime = 60_000
/** Milliseconds between two looks. */
const pause = 20
/** Characters of its last words that are worth showing. */
const longestWords = 2_000

/**
 * Starts a host of its own, without a window and in a session of its own, and connects to whichever host answers first
 * for this data folder: of several that start at the same moment one gets the folder, and the others end.
 */
export async function startHost(surroundings: Surroundings): Promise<Answer<LocalClient>> {
  const { dataFolder } = surroundings
  const prepared = prepareDataFolder(dataFolder)
  if (!prepared.ok) return prepared
  const logFile = join(dataFolder, 'host.log')
  await keepDescriptorsFromChildren()
  let started
  try {
    started = launch(surroundings, logFile)
  } catch (error) {
    return folderFailure(dataFolder, error)
  }
  const { child, logSize } = started
  let end: string | undefined
  child.once('error', (error) => (end = error.message))
  child.once(
    'exit',
    (code, signal) =>
      (end = signal === null ? `it ended with exit status ${String(code)}` : `it was killed by ${signal}`),
  )
  child.unref()

  const giveUpAt = performance.now() + startTime
  for (;;) {
    const connected = await LocalClient.connect(dataFolder, { onStopped: sayStopped })
    if (connected.ok) {
      await tellIfOurs(connected.value, child.pid)
      return connected
    }
    // Another host got the folder before it, and is about to answer.
    const isOver = end !== undefined && !isHeld(dataFolder)
    if (isOver || performance.now() > giveUpAt) {
      const words = readWords(logFile, logSize)
      const reason = `${end ?? `it did not answer within ${startTime / 1_000} s`}${words === '' ? '' : `; it said: ${words}`}`
      return failure('system-error', `Forkyard could not be started in the background: ${reason}`)
    }
    await wait(pause)
  }
}

/** Of several that were started at the same moment, only one is the host. */
async function tellIfOurs(client: LocalClient, pid: number | undefined): Promise<void> {
  const status = await client.request('hostStatus', {})
  if (!status.ok || status.value.pid !== pid) return
  say(`No Forkyard was running, so one was started in the background (PID ${pid}). “forkyard stop” ends it.`)
  for (const note of status.value.notes) say(note)
}

function launch({ dataFolder, ownProgram, environment }: Surroundings, logFile: string) {
  const log = openLog(logFile)
  try {
    const [program = '', ...args] = ownProgram
    const child = spawn(program, [...args, 'serve', '--no-http', '--on-stop', 'keep'], {
      // Not where we were called, nor in the data folder: it would keep them from being unmounted or removed.
      cwd: process.platform === 'win32' ? dataFolder : '/',
      env: backgroundEnvironment(environment),
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
    })
    return { child, logSize: fstatSync(log).size }
  } finally {
    closeSync(log)
  }
}

/** For appending, and no other than a file of this user: a link is not followed, and no pipe is waited for. */
function openLog(file: string): number {
  // Windows has not the last two: undefined adds nothing.
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const log = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
  if (fstatSync(log).isFile()) return log
  closeSync(log)
  throw new Error(`${file} is not a file. Move it elsewhere`)
}

/** Whether the process that says it has the folder is alive. */
function isHeld(dataFolder: string): boolean {
  try {
    const pid = holderOf(dataFolder)
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

function readWords(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).toString().trim().slice(-longestWords)
  } catch {
    return ''
  }
}
