/** Numbers as every table, bar and message shows them. Sizes are in powers of 1,000, as Intl's units say. */
const locale = 'en'

const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const upToOneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const wholeNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const time = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const sizes = sizeUnits.map(
  (unit) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      minimumFractionDigits: unit === 'byte' ? 0 : 1,
      maximumFractionDigits: unit === 'byte' ? 0 : 1,
    }),
)

/** `512 bytes`, `1.5 kB`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  let rest = bytes
  let unit = 0
  // 999,950 would be rounded to 1,000 of the smaller unit.
  while (rest >= 999.95 && unit < sizes.length - 1) {
    rest /= 1_000
    unit += 1
  }
  return sizes[unit]?.format(rest) ?? ''
}

/** `482.2`: for columns that have MB in their header. */
export function formatMegabytes(bytes: number): string {
  return oneDecimal.format(bytes / 1_000_000)
}

/** `83.1`: for columns that have % in their header. */
export function formatPercent(percent: number): string {
  return oneDecimal.format(percent)
}

/** `1,234.5`: for columns that have their unit in the header. */
export function formatTenths(value: number): string {
  return oneDecimal.format(value)
}

/** `1.93 ×`. */
export function formatRatio(ratio: number): string {
  return `${twoDecimals.format(ratio)} ×`
}

/** Where tenths of a millisecond count: `0.4 ms`, `38.2 ms`, `412 ms`, then as a duration. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 99.95 ? `${upToOneDecimal.format(milliseconds)} ms` : formatDuration(milliseconds)
}

/** `12,345`. */
export function formatCount(count: number): string {
  return wholeNumber.format(count)
}

const twoDigits = (part: number): string => String(part).padStart(2, '0')

/** A clock of milliseconds that goes on: `0:07`, `12:07`, `3:12:07`, `49:12:07`. Negative shows as zero. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000))
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0
    ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
    : `${minutes}:${twoDigits(seconds % 60)}`
}

/** A time that is over, in milliseconds: `8 ms`, `1.2 s`, from a minute on as a clock. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${wholeNumber.format(Math.max(0, milliseconds))} ms`
  if (milliseconds < 59_950) return `${oneDecimal.format(milliseconds / 1_000)} s`
  return formatClock(milliseconds)
}

/** A time that is set, in milliseconds: `5 s`, `2.5 s`, `600 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${upToOneDecimal.format(milliseconds / 1_000)} s`
}

/** Milliseconds since the epoch: `08:42:30`, local. */
export function formatTime(at: number): string {
  return time.format(at)
}

/** Milliseconds since the epoch, with the day: for tooltips. */
export function formatDateAndTime(at: number): string {
  return dateAndTime.format(at)
}
