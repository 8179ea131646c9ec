import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'

type Values = Record<string, unknown>
type EventListener = (method: string, values: Values) => void

const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-search-engine-choice-screen',
  '--disable-dev-shm-usage',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
  '--disable-features=Translate,MediaRouter,OptimizationHints,HttpsUpgrades',
  '--password-store=basic',
]

/**
 * Chromium as a child process. It is driven over a pipe of its own, beside the port that Playwright asks for, and ends
 * when that pipe closes: it cannot outlive this process, however this process ends.
 */
export class Chromium {
  readonly process: ChildProcess
  readonly exited: Promise<void>
  readonly #commands: Writable
  readonly #pending = new Map<
    number,
    { method: string; resolve: (value: Values) => void; reject: (error: Error) => void }
  >()
  readonly #listeners = new Map<string, EventListener>()
  #lastId = 0

  constructor(profile: string, switches: readonly string[]) {
    mkdirSync(profile, { recursive: true })
    const isHeaded = process.env.STAND_IN_HEADED === '1'
    const isRoot = process.getuid?.() === 0
    const args = [
      // Headed: no bar about the missing sandbox.
      isHeaded ? '--test-type' : '--headless',
      ...(isRoot && !switches.includes('--no-sandbox') ? ['--no-sandbox'] : []),
      ...quiet,
      ...switches,
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
    ]
    const executable = process.env.STAND_IN_CHROMIUM ?? '/usr/bin/chromium'
    this.process = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
    this.exited = new Promise((resolve) => {
      this.process.once('exit', () => {
        resolve()
      })
    })
    this.process.once('error', (error) => {
      console.error('stand-in for Electron: Chromium could not be started:', error.message)
      process.exit(1)
    })
    const [, , errors, commands, answers] = this.process.stdio as [null, null, Readable, Writable, Readable]
    this.#commands = commands
    commands.on('error', () => {
      // It is gone; `exited` tells.
    })
    eachPart(errors, '\n', passOn)
    eachPart(answers, '\0', (text) => {
      this.#receive(JSON.parse(text) as Message)
    })
  }

  /** Events of this session; of the browser itself for undefined. One listener each. */
  listen(sessionId: string | undefined, listener: EventListener): void {
    this.#listeners.set(sessionId ?? '', listener)
  }

  send(method: string, values: Values = {}, sessionId?: string): Promise<Values> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#pending.set(id, { method, resolve, reject })
      this.#commands.write(JSON.stringify({ id, method, params: values, sessionId }) + '\0')
    })
  }

  async close(): Promise<void> {
    this.send('Browser.close').catch(() => undefined)
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 3_000)
    await this.exited
    clearTimeout(timer)
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      this.#listeners.get(message.sessionId ?? '')?.(message.method ?? '', message.params ?? {})
      return
    }
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.error) pending?.reject(new Error(`${pending.method}: ${message.error.message}`))
    else pending?.resolve(message.result ?? {})
  }
}

interface Message {
  id?: number
  method?: string
  params?: Values
  result?: Values
  error?: { message: string }
  sessionId?: string
}

/** Playwright looks for Chromium's line among ours. */
function passOn(line: string): void {
  if (line.startsWith('DevTools listening on ') || process.env.STAND_IN_DEBUG === '1') process.stderr.write(line + '\n')
}

function eachPart(stream: Readable, separator: string, take: (part: string) => void): void {
  let parts: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const [first = '', ...rest] = text.split(separator)
    parts.push(first)
    for (const next of rest) {
      take(parts.join(''))
      parts = [next]
    }
  })
}
