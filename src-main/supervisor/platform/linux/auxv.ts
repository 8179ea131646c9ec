import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'

/** The units in which the kernel counts. */
export interface KernelUnits {
  ticksPerSecond: number
  pageBytes: number
}

/** Types of entries, getauxval(3) and <elf.h>. */
const AT_PAGESZ = 6n
const AT_CLKTCK = 17n

/** From this process's auxiliary vector; the usual values of Linux where it cannot be read. 64-bit systems only, as Node 24 is. */
export function readKernelUnits(file = '/proc/self/auxv'): KernelUnits {
  const units = { ticksPerSecond: 100, pageBytes: 4096 }
  let vector: Buffer
  try {
    vector = readFileSync(file)
  } catch {
    return units
  }
  const word = (at: number): bigint => (endianness() === 'LE' ? vector.readBigUInt64LE(at) : vector.readBigUInt64BE(at))
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (word(at) === AT_PAGESZ) units.pageBytes = Number(word(at + 8))
    if (word(at) === AT_CLKTCK) units.ticksPerSecond = Number(word(at + 8))
  }
  return units
}
