import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { showPage } from '../../src-main/shell/page.ts'

function world(loading: Promise<void>, response = 0) {
  const calls: string[] = []
  const webContents = new EventEmitter()
  const window = {
    webContents,
    isDestroyed: () => false,
    loadURL: () => loading,
    reload: () => calls.push('reload'),
  } as unknown as BrowserWindow
  const shown = showPage(window, {
    pageUrl: 'app://forkyard/index.html',
    dialog: {
      showMessageBox: () => Promise.resolve({ response, checkboxChecked: false }),
      showErrorBox: (_title, text) => calls.push(text),
    },
    quit: { request: () => calls.push('request'), insist: () => calls.push('insist') },
  })
  return { calls, shown, die: (reason: string) => webContents.emit('render-process-gone', {}, { reason }) }
}

describe('the page', () => {
  it('that cannot be loaded ends the app with the reason', async () => {
    const { calls, shown } = world(Promise.reject(new Error('ERR_FILE_NOT_FOUND')))
    await shown
    expect(calls).toEqual(['Error: ERR_FILE_NOT_FOUND', 'insist'])
  })

  it('that is loaded anew while it loads is no failure', async () => {
    const { calls, shown } = world(Promise.reject(Object.assign(new Error('aborted'), { code: 'ERR_ABORTED' })))
    await shown
    expect(calls).toEqual([])
  })

  it('whose process dies can be reloaded, or the app quit', async () => {
    for (const [response, expected] of [
      [0, 'reload'],
      [1, 'request'],
    ] as const) {
      const { calls, die } = world(Promise.resolve(), response)
      die('clean-exit')
      die('crashed')
      await vi.waitFor(() => {
        expect(calls).toEqual([expected])
      })
    }
  })
})
