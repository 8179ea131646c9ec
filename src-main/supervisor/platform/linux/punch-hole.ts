import { execFile } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { type CFunction, openCLibrary } from '../../../platform/c-library.ts'

/** <linux/falloc.h>: FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE. */
const keepSizeAndPunch = 0x01 | 0x02

/**
 * Gives back what is stored of the first `length` bytes: what lies behind them, and what is appended at this moment, is not
 * touched. By fallocate(2) in another thread; where that cannot be called, by fallocate(1) of util-linux, whose start
 * was measured to block for up to 130 ms on a busy machine. False if the file system refuses (EOPNOTSUPP), or
 * neither is there.
 */
export async function punchHole(file: string, length: number): Promise<boolean> {
  const fallocate = await (opened ??= openFallocate())
  return fallocate ? punch(fallocate, file, length) : punchByTool(file, length)
}

let opened: Promise<CFunction | undefined> | undefined

async function openFallocate(): Promise<CFunction | undefined> {
  // Where `off_t` already has 64 bits.
  if (process.arch !== 'x64' && process.arch !== 'arm64') return undefined
  const library = await openCLibrary()
  return library?.declare('int fallocate(int descriptor, int mode, int64_t offset, int64_t length)')
}

async function punch(fallocate: CFunction, file: string, length: number): Promise<boolean> {
  const descriptor = openSync(file, 'r+')
  try {
    return await new Promise((resolve) => {
      fallocate.async(descriptor, keepSizeAndPunch, 0, length, (error: unknown, answer: number) => {
        resolve(!error && answer === 0)
      })
    })
  } finally {
    closeSync(descriptor)
  }
}

function punchByTool(file: string, length: number): Promise<boolean> {
  const args = ['--punch-hole', '--offset', '0', '--length', String(length), file]
  return new Promise((resolve) => {
    execFile('fallocate', args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }, (error) => {
      resolve(error === null)
    })
  })
}
