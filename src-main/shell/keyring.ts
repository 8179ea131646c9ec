import type { SafeStorage } from 'electron'
import type { Keyring } from '../engine/index.ts'

/**
 * The system's keyring, once the app is ready. Undefined where there is none: on Linux Electron then falls back to a
 * password that is in its sources (`basic_text`), which would protect nothing.
 */
export function openKeyring(
  safeStorage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
  >,
  platform: NodeJS.Platform,
): Keyring | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return undefined
  return {
    wrap: (text) => safeStorage.encryptString(text),
    unwrap: (wrapped) => safeStorage.decryptString(wrapped),
  }
}
