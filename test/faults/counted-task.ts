import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ExitStatus, Outcome } from '../../src-main/contract/run.ts'
import type { Task } from '../../src-main/contract/task.ts'

/**
 * Leaves a line in a file of its own when it starts and one when it is about to end; prints `$3` and a number, `$2` times,
 * with pauses of `$4` seconds; then exits with `$6`, or is killed by that signal.
 */
const script = `
echo "start $FORKYARD_RUN_ID" >>"$1"
n=0
while [ $n -lt $2 ]; do
  printf '%s\\n' "$3 $n"
  [ "$4" = 0 ] || sleep "$4"
  n=$((n + 1))
done
echo end >>"$1"
if [ "$5" = signal ]; then kill -s "$6" $$; fi
exit "$6"
`

const signals = ['KILL', 'TERM', 'SEGV', 'HUP']

/** A task of which one can tell afterwards how often it was started, what it printed, and how it ended. */
export class CountedTask {
  readonly task: Task
  readonly output: string
  readonly exitStatus: ExitStatus
  readonly #file: string

  /** @param folder Where its file is made. @param longest Seconds that it may take. */
  constructor(folder: string, longest = 3) {
    const token = randomBytes(8).toString('hex')
    this.#file = join(folder, token)
    mkdirSync(folder, { recursive: true })
    const lines = randomInt(1, 4)
    const pause = randomInt(3) === 0 ? 0 : randomInt(1_000 * longest) / 1_000 / lines
    const text = `${token} ${'·'.repeat(randomInt(2_000))}`
    const end = randomEnd()
    this.exitStatus = end.kind === 'code' ? { code: end.code } : { signal: `SIG${end.signal}` }
    this.output = Array.from({ length: lines }, (_, index) => `${text} ${String(index)}\n`).join('')
    const word = end.kind === 'code' ? String(end.code) : end.signal
    const args = [this.#file, String(lines), text, String(pause), end.kind, word]
    this.task = { command: { kind: 'argv', argv: ['sh', '-c', script, 'sh', ...args] }, folder, name: token }
  }

  get starts(): number {
    return this.#lines().filter((line) => line.startsWith('start ')).length
  }

  /** When it came to its end, milliseconds since the epoch; undefined where it did not. */
  get cameToItsEndAt(): number | undefined {
    return this.#lines().at(-1) === 'end' ? statSync(this.#file).mtimeMs : undefined
  }

  /** Whether this is how it ended. */
  isRight(outcome: Outcome): boolean {
    if (outcome.kind !== 'succeeded' && outcome.kind !== 'failed') return false
    return JSON.stringify(outcome.exitStatus) === JSON.stringify(this.exitStatus)
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1)
    } catch {
      return []
    }
  }
}

function randomEnd(): { kind: 'code'; code: number } | { kind: 'signal'; signal: string } {
  switch (randomInt(4)) {
    case 0:
      return { kind: 'code', code: randomInt(1, 126) }
    case 1:
      // As a shell says it of a process that was killed; here nobody was.
      return { kind: 'code', code: 137 }
    case 2:
      return { kind: 'signal', signal: signals[randomInt(signals.length)] ?? 'TERM' }
    default:
      return { kind: 'code', code: 0 }
  }
}
