import { setTimeout as wait } from 'node:timers/promises'
import { timeLimit } from '../machine/time-limit.ts'

/** Asks every few milliseconds until there is an answer; fails by name after the time limit of a condition. */
export async function until<Answer>(what: string, ask: () => Answer | undefined | false): Promise<Answer> {
  const endsAt = performance.now() + timeLimit()
  for (;;) {
    const answer = ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > endsAt) throw new Error(`Waited in vain for ${what}.`)
    await wait(5)
  }
}
