import { readFileSync } from 'node:fs'

/**
 * Whether these arguments are what was given, as far as that can be told (Linux): Node reads arguments as UTF-8 and puts
 * U+FFFD for every byte that is none, so that a file's name in another encoding would silently become another name.
 */
export function areFaithful(args: string[]): boolean {
  if (process.platform !== 'linux' || !args.some((argument) => argument.includes('\uFFFD'))) return true
  try {
    const bytes = readFileSync('/proc/self/cmdline')
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
