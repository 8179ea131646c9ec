import { type Serializer, useStorage } from '@vueuse/core'
import type { Ref } from 'vue'

export interface RememberedOptions<Value> {
  /** What is stored is a promise to later versions: a person's choice must survive an update. */
  format: Serializer<Value>
  /** The other windows of this browser take over a change, as far as they are open. */
  isShared?: boolean
}

/** A choice that this browser remembers. Where its storage is full or forbidden, it lasts as long as the window. */
export function useRemembered<Value>(
  key: string,
  initial: Value,
  { format, isShared = false }: RememberedOptions<Value>,
): Ref<Value> {
  return useStorage(key, initial, storageIfAllowed(), {
    serializer: format,
    listenToStorageChanges: isShared,
    window: globalThis.window,
    flush: 'sync',
    shallow: true,
    writeDefaults: false,
    onError: () => undefined,
  })
}

/** Where site data is blocked, even looking at it throws. */
function storageIfAllowed(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}
