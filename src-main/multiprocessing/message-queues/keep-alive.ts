let waiting = 0
let timer: NodeJS.Timeout | undefined

/** This process lives for as long as somebody waits: a full queue blocks its program, as it does in Python. */
export async function keepAliveFor<Value>(promise: Promise<Value>): Promise<Value> {
  timer ??= setInterval(() => undefined, 2 ** 30).unref()
  if (++waiting === 1) timer.ref()
  try {
    return await promise
  } finally {
    if (--waiting === 0) timer.unref()
  }
}
