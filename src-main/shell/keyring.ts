import type { SafeStorage } from 'electron'
import type { Keyring } from '../engine/index.ts'

/**
 * The system's keyring, once the app is ready; it is asked, and may ask the person, only when it is used. Undefined where
 * there is none: on Linux Electron then falls back to a password that is in its sources (`basic_text`), which would
 * protect nothing.
 */
export function openKeyring(
  safeStorage: Pick<SafeStorage, 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'>,
  platform: NodeJS.Platform,
): Keyring | undefined {
  // The one method that exists on Linux alone.
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) {
    return undefined
  }
  return {
    wrap: (text) => safeStorage.encryptStringAsync(text),
    unwrap: async (wrapped) => (await safeStorage.decryptStringAsync(wrapped)).result,
  }
}
