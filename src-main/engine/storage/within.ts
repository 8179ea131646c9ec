/** Resolves with the promise, or without it after so many milliseconds. Rejects as it does. */
export async function within(limit: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit)
  })
  try {
    await Promise.race([promise, isLate])
  } finally {
    clearTimeout(timer)
  }
}
