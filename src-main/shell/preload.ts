import { contextBridge, ipcRenderer } from 'electron'
import type { ForkyardWindow } from '../contract/window.ts'
import type { Channel } from './channels.ts'

function listen<Value>(channel: Channel, listener: (value: Value) => void): () => void {
  const forward = (_event: unknown, value: Value): void => {
    listener(value)
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
