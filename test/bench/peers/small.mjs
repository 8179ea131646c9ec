// @ts-check
/* An almost empty module for a worker. No TypeScript: what strips its types takes longer to load than all else. */

/** @param {number} value */
export function square(value) {
  return value * value
}

/**
 * @template Value
 * @param {Value} value
 */
export function same(value) {
  return value
}

/** @param {number} length */
export function makeBytes(length) {
  return new Uint8Array(length)
}

/**
 * Some time of one processor, without a look at anything else.
 * @param {number} steps
 */
export function burn(steps) {
  let value = 1
  for (let step = 0; step < steps; step++) value = (value * 1_103_515_245 + 12_345) % 2_147_483_648
  return value
}
