/** Milliseconds by a clock that never jumps and that all processes of one boot share (CLOCK_MONOTONIC, clock_gettime(2)). */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
