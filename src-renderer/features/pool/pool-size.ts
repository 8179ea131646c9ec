import { limits } from '../../../src-main/contract/limits.ts'

const { min, max } = limits.poolSize

/** The size that a person typed; undefined where it is none. Thousands may be grouped: `1,024`. */
export function parsePoolSize(text: string): number | undefined {
  const digits = text.trim().replace(/^(\d),(\d{3})$/, '$1$2')
  if (!/^\d{1,9}$/.test(digits)) return undefined
  const size = Number(digits)
  return size >= min && size <= max ? size : undefined
}

/** One step up or down from what is set, kept within the bounds. */
export function steppedSize(size: number, step: number): number {
  return Math.max(min, Math.min(max, size + step))
}
