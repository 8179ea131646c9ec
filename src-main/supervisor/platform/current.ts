import { LinuxPlatform } from './linux/linux.ts'
import type { Platform } from './platform.ts'
import { PsPlatform } from './posix/ps.ts'
import { WindowsPlatform } from './windows/windows.ts'

/** The platform that this process runs on. */
export function currentPlatform(): Platform {
  switch (process.platform) {
    case 'linux':
      return new LinuxPlatform()
    case 'win32':
      return new WindowsPlatform()
    default:
      return new PsPlatform()
  }
}
