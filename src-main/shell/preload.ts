import { contextBridge, ipcRenderer } from 'electron'
import type { ForkyardWindow } from '../contract/window.ts'
import type { Channel } from './channels.ts'

function listen(channel: Channel, listener: (value: never) => void): () => void {
  const forward = (_event: unknown, value: unknown): void => {
    listener(value as never)
  }
  ipcRenderer.on(channel, forward)
  return () => {
    ipcRenderer.off(channel, forward)
  }
}

const requestChannel: Channel = 'forkyard:request'

const forkyard: ForkyardWindow = {
  request: (name, input) => ipcRenderer.invoke(requestChannel, name, input) as Promise<never>,
  onNotice: (listener) => listen('forkyard:notice', listener),
  onCommand: (listener) => listen('forkyard:command', listener),
}

contextBridge.exposeInMainWorld('forkyard', forkyard)
