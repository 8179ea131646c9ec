import { EventEmitter } from 'node:events'
import type { BrowserWindow, IpcMain } from 'electron'
import { describe, expect, it } from 'vitest'
import type { Client, Session } from '../../src-main/engine/index.ts'
import { channels } from '../../src-main/shell/channels.ts'
import { answerWindows } from '../../src-main/shell/window-requests.ts'

const pageUrl = 'app://forkyard/index.html'

type Handler = Parameters<IpcMain['handle']>[1]

/** An engine that tells what it was asked, behind the real answering side. */
function answeringWorld() {
  const clients: (Client & { isClosed: boolean })[] = []
  let handler: Handler | undefined
  const requests = answerWindows({
    ipcMain: { handle: (_channel, given) => (handler = given) },
    engine: {
      openSession: (client): Session => {
        const known = { ...client, isClosed: false }
        const number = clients.push(known)
        return {
          answer: (name, input) => Promise.resolve({ ok: true, value: [number, name, input] }),
          close: () => (known.isClosed = true),
        }
      },
    },
    pageUrl,
    chooseFolder: (_window, startIn) => Promise.resolve(startIn ?? null),
    chooseModule: (_window, startIn) => Promise.resolve(startIn === undefined ? null : `${startIn}/work.ts`),
  })
  const makeWindow = () => {
    const sent: unknown[][] = []
    const webContents = Object.assign(new EventEmitter(), {
      isDestroyed: () => false,
      send: (...parts: unknown[]) => sent.push(parts),
    })
    return { window: { webContents } as unknown as BrowserWindow, webContents, sent }
  }
  const ask = async (sender: object, senderFrame: object | null, ...args: unknown[]): Promise<unknown> =>
    await (handler?.({ sender, senderFrame } as never, ...args) as Promise<unknown>)
  return { requests, clients, makeWindow, ask }
}

const ownFrame = { url: pageUrl, parent: null }

describe('the page of a window', () => {
  it('is answered by one session, and gets its notices', async () => {
    const { requests, clients, makeWindow, ask } = answeringWorld()
    const { window, webContents, sent } = makeWindow()
    requests.serve(window)
    expect(await ask(webContents, ownFrame, 'subscribe', {})).toEqual({ ok: true, value: [1, 'subscribe', {}] })
    expect(await ask(webContents, ownFrame, 'no such')).toEqual({ ok: true, value: [1, 'no such', undefined] })
    const notice = { name: 'trouble', value: { code: 'supervisor-lost', message: 'x' } } as const
    clients[0]?.deliver(notice)
    expect(sent).toEqual([[channels.notice, notice]])
    expect(await clients[0]?.chooseFolder?.('/tmp')).toBe('/tmp')
    expect(await clients[0]?.chooseModule?.('/tmp')).toBe('/tmp/work.ts')
  })

  it('has a new session after it has loaded anew, and none when it is gone', async () => {
    const { requests, clients, makeWindow, ask } = answeringWorld()
    const { window, webContents } = makeWindow()
    requests.serve(window)
    await ask(webContents, ownFrame, 'subscribe', {})
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
    webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false })
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([false])
    webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    await ask(webContents, ownFrame, 'subscribe', {})
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([true, false])
    webContents.emit('destroyed')
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([true, true])
    await expect(ask(webContents, ownFrame, 'subscribe', {})).rejects.toThrow('Refused')
  })

  it('has no session when its process has died', async () => {
    const { requests, clients, makeWindow, ask } = answeringWorld()
    const { window, webContents } = makeWindow()
    requests.serve(window)
    await ask(webContents, ownFrame, 'subscribe', {})
    webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([true])
  })
})

describe('anyone else', () => {
  it('is rejected, and reaches no session', async () => {
    const { requests, clients, makeWindow, ask } = answeringWorld()
    const { window, webContents } = makeWindow()
    requests.serve(window)
    for (const [sender, frame] of [
      [makeWindow().webContents, ownFrame],
      [webContents, { url: pageUrl, parent: ownFrame }],
      [webContents, { url: 'https://example.com/', parent: null }],
      [webContents, null],
    ] as const) {
      await expect(ask(sender, frame, 'subscribe', {})).rejects.toThrow('Refused')
    }
    expect(clients).toEqual([])
  })
})
