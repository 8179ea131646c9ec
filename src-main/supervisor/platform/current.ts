import { LinuxPlatform } from './linux/linux.ts'
import type { Platform } from './platform.ts'

/** The platform that this process runs on. */
export function currentPlatform(): Platform {
  return new LinuxPlatform()
}
