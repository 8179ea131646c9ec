import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectRedis } from './redis.ts'

/** A Redis of our own on a local socket, which keeps nothing. */
export async function openRedis(): Promise<{ path: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'forkyard-redis-'))
  const path = join(folder, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn('redis-server', options, { stdio: 'ignore' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  for (let tries = 0; ; tries++) {
    try {
      const connection = await connectRedis(path)
      connection.end()
      break
    } catch (error) {
      if (tries === 50) throw error
      await wait(100)
    }
  }
  return {
    path,
    close: async () => {
      server.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
