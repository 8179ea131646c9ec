import { findInstallation } from '../../src-main/installation.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestInput, RequestName, RequestValue } from '../../src-main/contract/contract.ts'
import type { Delta } from '../../src-main/contract/snapshot.ts'
import { describeHost, openEngine, userEnvironment } from '../../src-main/engine/index.ts'
import type { Supervisor } from '../../src-main/supervisor/port.ts'
import { openSupervisor } from '../../src-main/supervisor/enduring.ts'

/** An engine over a supervisor process, as the app has it, and one client of it. */
export interface Host {
  folder: string
  supervisor: Supervisor
  onDelta: (delta: Delta) => void
  get<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestValue<Name>>
  close(): Promise<void>
}

export async function startHost(size: number): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'forkyard-bench-'))
  const environment = userEnvironment(process.env)
  const supervisor = await openSupervisor({
    execPath: process.execPath,
    entry: new URL('../../out/main/supervisor.js', import.meta.url).pathname,
    environment,
    runtimeFolder: folder,
  })
  const description = describeHost({
    kind: 'headless',
    version: '0',
    dataFolder: folder,
    dataFolderFrom: 'environment',
    canChooseFolder: false,
    endsWithWindow: false,
  })
  const opened = await openEngine({
    supervisor,
    dataFolder: folder,
    workers: findInstallation(),
    compare: findInstallation(),
    storageEntry: new URL('../../out/main/storage.js', import.meta.url).pathname,
    bootId: 'bench',
    environment,
    host: { ...description, cpus: size },
  })
  if (!opened.ok) throw new Error(opened.message)
  const engine = opened.value
  const host: Host = {
    folder,
    supervisor,
    onDelta: () => undefined,
    async get(name, input) {
      const answer = await session.answer(name, input)
      if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
      return answer.value as never
    },
    async close() {
      session.close()
      await engine.close('terminate')
      await rm(folder, { recursive: true, force: true })
    },
  }
  const session = engine.openSession({
    deliver(notice) {
      if (notice.name === 'delta') host.onDelta(notice.value)
    },
  })
  await host.get('subscribe', {})
  return host
}

/** Resolves when this many more attempts have exited. */
export function exits(supervisor: Supervisor, count: number): Promise<void> {
  let left = count
  return new Promise((resolve) => {
    const stop = supervisor.onEvent((event) => {
      if (event.type !== 'exited' || --left > 0) return
      stop()
      resolve()
    })
  })
}
