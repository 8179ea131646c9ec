import type { Bridge } from './bridge.ts'
import type { Codec } from './codec.ts'

/** From the preload's world to the main process, as encoded lists. */
export type FromPreload =
  ['invoke', channel: string, args: unknown[], id: number] | ['open', url: string] | ['preload-error', message: string]

/** From the main process to the preload's world. */
export type ToPreload =
  ['message', channel: string, args: unknown[]] | ['answer', id: number, ok: boolean, value: unknown]

type Listener = (event: object, ...args: unknown[]) => void

interface World {
  /** Name of the binding through which text reaches the main process; removed from the world before the preload runs. */
  binding: string
  /** Name of the function that the main process calls with a batch of texts. */
  receiver: string
  preloadFile: string
}

/**
 * The sandboxed preload's world: `require('electron')` with what the product's preload uses, then the preload itself.
 * Its source text runs in the page: it must not use anything from outside.
 */
export function runPreload(
  { binding, receiver, preloadFile }: World,
  codec: Codec,
  bridge: Bridge,
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
): void {
  const world = globalThis as unknown as Record<string, unknown>
  const sendText = world[binding] as (text: string) => void
  Reflect.deleteProperty(world, binding)
  const post = (message: FromPreload): void => {
    sendText(codec.encode(message))
  }
  const listeners = new Map<string, Listener[]>()
  const pending = new Map<
    number,
    { channel: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >()
  let lastId = 0

  const cloned = (args: unknown[]): unknown[] => {
    try {
      return structuredClone(args)
    } catch {
      throw new Error('An object could not be cloned.')
    }
  }
  const of = (channel: string): Listener[] => {
    const known = listeners.get(channel) ?? []
    listeners.set(channel, known)
    return known
  }
  // Its methods sit on the prototype, so that exposing ipcRenderer itself would expose an empty object, as in Electron.
  const ipcRenderer = Object.create({
    on: (channel: string, listener: Listener) => of(channel).push(listener),
    off: (channel: string, listener: Listener) => {
      const known = of(channel)
      listeners.set(channel, known.toSpliced(known.lastIndexOf(listener), known.includes(listener) ? 1 : 0))
    },
    invoke: async (channel: string, ...args: unknown[]) => {
      const copy = cloned(args)
      return await new Promise((resolve, reject) => {
        const id = ++lastId
        pending.set(id, { channel, resolve, reject })
        post(['invoke', channel, copy, id])
      })
    },
  }) as object

  world[receiver] = (batch: string[]): void => {
    for (const text of batch) {
      const message = codec.decode(text) as ToPreload
      if (message[0] === 'message') {
        for (const listener of [...of(message[1])]) listener({}, ...message[2])
        continue
      }
      const [, id, ok, value] = message
      const call = pending.get(id)
      pending.delete(id)
      if (ok) call?.resolve(value)
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${String(value)}`))
    }
  }

  bridge.onOpen((url) => {
    post(['open', url])
  })
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      bridge.expose(name, api)
    },
  }
  const module = { exports: {} }
  try {
    preload(
      (name) => {
        if (name === 'electron') return { contextBridge, ipcRenderer }
        throw new Error(`module not found: ${name}`)
      },
      module,
      module.exports,
    )
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    post(['preload-error', message])
    console.error(`Unable to load preload script: ${preloadFile}\n${message}`)
  }
}
