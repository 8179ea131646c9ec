import { spawn } from 'node:child_process'
import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'
import type { LoginSource } from '../../contract/diagnostics.ts'

/** What tasks build on. */
export interface LoginEnvironment {
  environment: Record<string, string>
  umask: number
  source: LoginSource
}

/** Milliseconds that a login shell may take. */
const timeLimit = 5_000
/** Bytes of what it may print. */
const mostOutput = 4_194_304

/** Milliseconds in which what a shell has printed arrives after its end. */
const lastWords = 250

/** Milliseconds between SIGTERM and SIGKILL for a login shell that does not answer. */
const grace = 1_000

/** For whom nothing else is set (umask(2), as most systems have it). */
const usualUmask = 0o022

/** As login(1) sets it before a shell starts, and launchd on macOS. */
const usualPath =
  process.platform === 'darwin'
    ? '/usr/bin:/bin:/usr/sbin:/sbin'
    : '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Variables of the shell and the terminal that was asked, not of the person. */
const transient = ['PWD', 'OLDPWD', 'SHLVL', '_', 'FORKYARD_RUN_ID']

/**
 * The environment and umask that a login shell has, as after logging in: `$SHELL -l -c` reads the person's profile. It
 * starts from `session` alone, with nothing to read and no terminal. Never rejects: if the shell does not answer, the
 * session's environment with a usual PATH is taken, and `source` says why.
 */
export async function readLoginEnvironment(
  session: Record<string, string>,
  limit: number = timeLimit,
): Promise<LoginEnvironment> {
  const shell = session['SHELL'] ?? '/bin/sh'
  const marker = randomBytes(12).toString('hex')
  const answer = isAbsolute(shell) ? await ask(shell, session, marker, limit) : 'its path is not absolute'
  const read = typeof answer === 'string' ? answer : parse(answer, marker)
  if (typeof read !== 'string') {
    const { environment, umask, leftOut } = read
    return { environment, umask, source: { kind: 'shell', shell, leftOut } }
  }
  return {
    environment: { PATH: usualPath, ...session },
    umask: usualUmask,
    source: { kind: 'fallback', shell, reason: read },
  }
}

/** What it printed, once the third marker is there, or why there is none. */
function ask(shell: string, session: Record<string, string>, marker: string, limit: number): Promise<Buffer | string> {
  const { promise, resolve } = Promise.withResolvers<Buffer | string>()
  const home = session['HOME'] ?? '/'
  const child = spawn(shell, argumentsOf(shell, marker), {
    ...(isCShell(shell) && { argv0: `-${basename(shell)}` }),
    cwd: existsSync(home) ? home : '/',
    env: { PATH: usualPath, ...session, TERM: 'dumb' },
    // A session of its own has no terminal at which a profile could ask.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name)
    } catch {
      // All of it has ended.
    }
  }
  // A profile may have something to clear away: a lock of its own, which would hold up every later login shell.
  const end = (): void => {
    signal('SIGTERM')
    setTimeout(signal, grace, 'SIGKILL').unref()
  }
  const refuse = (reason: string): void => {
    // What a profile left in the background may hold the other end for good.
    child.stdout.destroy()
    resolve(reason)
  }
  const timer = setTimeout(() => {
    end()
    refuse(`it did not answer within ${limit / 1_000} s`)
  }, limit)
  const leave = (): void => {
    signal('SIGTERM')
  }
  process.once('exit', leave)
  const isOver = (): void => {
    clearTimeout(timer)
    process.off('exit', leave)
  }
  let printed = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    printed = Buffer.concat([printed, chunk])
    if (partsOf(printed, marker)) resolve(printed)
    else if (printed.length > mostOutput) {
      end()
      refuse('its profile prints too much')
    }
  })
  child.once('error', (error) => {
    isOver()
    refuse(`it could not be started (${error.message})`)
  })
  child.once('exit', (code, signal) => {
    isOver()
    const refuseAfterAll = (): void => {
      refuse(`it ended with ${signal ?? `exit status ${String(code)}`} before it told its environment`)
    }
    child.stdout.once('end', refuseAfterAll)
    setTimeout(refuseAfterAll, lastWords)
  })
  return promise
}

/**
 * The person's shell runs one command without any quoting but one pair of single quotes, which every shell understands;
 * what is printed is then the standard shell's affair. The marker is in two parts, so that a variable that has the command
 * itself (BASH_EXECUTION_STRING) has no marker.
 */
function argumentsOf(shell: string, marker: string): string[] {
  const print = `printf %s%s ${marker.slice(0, 12)} ${marker.slice(12)}`
  const command = `/bin/sh -c '${print};/usr/bin/env -0;${print};umask;${print}'`
  // C shells take -l alone only; their name says that they are login shells.
  return isCShell(shell) ? ['-c', command] : ['-l', '-c', command]
}

function isCShell(shell: string): boolean {
  return shell.endsWith('csh')
}

/** What stands between the first three markers: variables, and umask. */
function partsOf(printed: Buffer, marker: string): [Buffer, Buffer] | undefined {
  const first = printed.indexOf(marker)
  const second = first < 0 ? -1 : printed.indexOf(marker, first + marker.length)
  const third = second < 0 ? -1 : printed.indexOf(marker, second + marker.length)
  if (third < 0) return undefined
  return [printed.subarray(first + marker.length, second), printed.subarray(second + marker.length, third)]
}

type Read = Pick<LoginEnvironment, 'environment' | 'umask'> & { leftOut: string[] }

function parse(printed: Buffer, marker: string): Read | string {
  const [variables, mask] = partsOf(printed, marker) ?? []
  if (variables === undefined || mask === undefined || variables.length === 0) return 'it told no environment'
  const environment: Record<string, string> = { PATH: usualPath }
  const leftOut: string[] = []
  for (let from = 0; from < variables.length;) {
    const end = variables.indexOf(0, from)
    const entry = variables.subarray(from, end < 0 ? variables.length : end)
    from += entry.length + 1
    const equals = entry.indexOf('=')
    if (equals <= 0) continue
    const name = entry.subarray(0, equals).toString()
    if (transient.includes(name)) continue
    // Such bytes would not reach a task as they are.
    if (isUtf8(entry)) environment[name] = entry.subarray(equals + 1).toString()
    else leftOut.push(name)
  }
  // It was said for the shell alone, which has no terminal.
  if (environment['TERM'] === 'dumb') delete environment['TERM']
  const umask = Number.parseInt(mask.toString().trim(), 8)
  return { environment, umask: Number.isNaN(umask) ? usualUmask : umask, leftOut }
}
