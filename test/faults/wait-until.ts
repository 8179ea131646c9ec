import { setTimeout as wait } from 'node:timers/promises'
import { timeLimit } from '../machine/time-limit.ts'

/** Asks every few milliseconds until there is an answer; fails by name after `bound` milliseconds. */
export async function waitUntil<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  bound = timeLimit(60_000),
): Promise<Answer> {
  const endsAt = performance.now() + bound
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > endsAt) throw new Error(`Waited in vain for ${what}.`)
    await wait(10)
  }
}
