import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Answer } from '../../src-main/contract/answer.ts'
import type { RequestInput, RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import type { RunId } from '../../src-main/contract/run.ts'
import type { Command } from '../../src-main/contract/command.ts'
import { makeLoginShell } from '../fixtures/login-shell.ts'

const cliOf = (folder: string): string => join(folder, 'out', 'main', 'cli.js')

/** What an extracted package's own command line says of the host of this data folder. */
export function askDiagnostics(folder: string, home: string): unknown {
  const env = { ...process.env, FORKYARD_HOME: home }
  const args = [cliOf(folder), 'diagnostics', '--json']
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' }))
}

/** Starts the headless host of an extracted package, as on a server: with nothing but a Node. */
export async function startPackagedHost(folder: string, home: string): Promise<{ link: URL; close(): Promise<void> }> {
  const host = spawn(process.execPath, [cliOf(folder), 'serve', '--no-open'], {
    cwd: folder,
    env: { ...process.env, SHELL: makeLoginShell(dirname(home)), FORKYARD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(host, 'exit')
  let complaints = ''
  host.stderr.on('data', (text: Buffer) => (complaints += text.toString()))
  const line = await Promise.race([
    once(createInterface({ input: host.stdout }), 'line').then(([first]) => String(first)),
    ended.then(() => Promise.reject(new Error(`The packaged host ended: ${complaints}`))),
  ])
  return {
    link: new URL(line),
    close: async () => {
      host.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs these through the host, over its WebSocket: what each printed, and what it returned. */
export async function runCommands(link: URL, commands: Command[]): Promise<{ output: string; result?: string }[]> {
  const token = new URLSearchParams(link.hash.slice(1)).get('token')
  const session = await fetch(new URL('/session', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: link.origin },
    body: JSON.stringify({ token }),
  })
  const { bearer } = (await session.json()) as { bearer: string }
  const socket = new WebSocket(`ws://${link.host}/ws`, ['forkyard', `bearer.${bearer}`], { origin: link.origin })
  await once(socket, 'open')
  try {
    const { runIds } = await ask(socket, 'submit', { tasks: commands.map((command) => ({ command })) })
    const ended = []
    for (const runId of runIds) {
      const output = await outputOf(socket, runId)
      const { result } = await ask(socket, 'describeRun', { runId })
      ended.push({ output, ...(result !== undefined && { result }) })
    }
    return ended
  } finally {
    socket.close()
  }
}

async function outputOf(socket: WebSocket, runId: RunId): Promise<string> {
  let output = ''
  for (let isLive = true, from = 0; isLive;) {
    const chunk = await ask(socket, 'readOutput', { runId, from, count: 65_536, wait: 1_000 })
    const bytes = Buffer.from(chunk.bytes, 'base64')
    output += bytes.toString()
    from += bytes.length
    isLive = chunk.isLive
  }
  return output
}

let lastId = 0

async function ask<Name extends RequestName>(
  socket: WebSocket,
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestValue<Name>> {
  const id = ++lastId
  const answered = new Promise<Answer<RequestValue<Name>>>((resolve) => {
    socket.on('message', function listen(text: Buffer) {
      const message = JSON.parse(text.toString()) as { id?: number; answer: Answer<RequestValue<Name>> }
      if (message.id !== id) return
      socket.off('message', listen)
      resolve(message.answer)
    })
  })
  socket.send(JSON.stringify({ id, name, input }))
  const answer = await answered
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.value
}
