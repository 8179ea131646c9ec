/** How a number of the settings is typed and shown: in its unit, with its bounds. */
export interface Quantity {
  /** What one of the unit is in the setting's own: 1,000,000 bytes for MB. */
  scale: number
  /** In the setting's own unit, both ends included. */
  bounds: { min: number; max: number }
}

export type Parsed =
  { ok: true; value: number } | { ok: false; code: 'not-a-number' | 'not-whole' | 'too-small' | 'too-large' }

/** What was typed, in the setting's own unit. Thousands may be grouped: `100,000`. */
export function parseQuantity(text: string, { scale, bounds }: Quantity): Parsed {
  const digits = text.trim()
  if (!/^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(digits)) return { ok: false, code: 'not-a-number' }
  const typed = Number(digits.replaceAll(',', ''))
  if (scale === 1 && !Number.isInteger(typed)) return { ok: false, code: 'not-whole' }
  // 0.1 MB is 100,000.00000000001 bytes otherwise.
  const value = Math.round(typed * scale)
  if (value < bounds.min) return { ok: false, code: 'too-small' }
  if (value > bounds.max) return { ok: false, code: 'too-large' }
  return { ok: true, value }
}

const shown = new Intl.NumberFormat('en', { maximumFractionDigits: 9 })

/** A value of the setting in its unit: `100,000`, `0.5`. What is shown is read back as the same value. */
export function showQuantity(value: number, { scale }: Quantity): string {
  return shown.format(value / scale)
}
