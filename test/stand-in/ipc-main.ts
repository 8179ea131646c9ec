import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { strict } from './strict.ts'

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

export const ipcMain = strict<Pick<IpcMain, 'handle'>>('ipcMain', {
  handle: (channel, handler) => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
})

/** Electron tells the page no more of an error than its text, and logs it here. */
export async function invoke(
  channel: string,
  event: IpcMainInvokeEvent,
  args: unknown[],
): Promise<{ ok: boolean; value: unknown }> {
  try {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return { ok: true, value: structuredClone(await handler(event, ...args)) }
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error)
    return { ok: false, value: String(error) }
  }
}
