import {
  type MeasureRequest,
  type Measured,
  type NotMeasured,
  fromComparer,
  toComparer,
} from '../../multiprocessing/compare/messages.ts'
import { decodeJson, encodeJson } from '../../multiprocessing/worker/messages.ts'
import type { ChildEnd } from '../../multiprocessing/pools/child-handle.ts'
import { Child } from '../../multiprocessing/pools/child.ts'
import { inheritedOptions } from '../../multiprocessing/pools/node-options.ts'
import { UnnamedFile } from '../../multiprocessing/pools/unnamed-file.ts'

/** Bytes of what it prints that are shown. */
const longestText = 4_096

/** A process that measures one way, in a session of its own with its workers: the host's side of multiprocessing/compare/entry.ts. */
export class Comparer {
  readonly #child: Child
  readonly #text = new UnnamedFile('ax+')
  readonly #outcome = Promise.withResolvers<Measured | NotMeasured>()
  readonly #ended = Promise.withResolvers<undefined>()
  #hasEnded = false

  /** @param onProgress gets how many calls have ended, ten times a second at most */
  constructor(request: MeasureRequest, environment: Record<string, string>, onProgress: (ended: number) => void) {
    this.#child = Child.start({
      name: 'Comparer',
      program: { file: process.execPath, args: [...inheritedOptions(), request.files.compareEntry], environment },
      stdio: 'ignore',
      stderr: this.#text.descriptor,
      isDetached: true,
      onFrame: ({ kind, number, content }) => {
        if (kind === fromComparer.progress) onProgress(number)
        if (kind === fromComparer.outcome) this.#outcome.resolve(decodeJson(content) as Measured | NotMeasured)
      },
      onEnd: (end) => {
        this.#hasEnded = true
        this.#outcome.resolve({ kind: 'failed', error: this.#describe(end) })
        this.#text.close()
        this.#ended.resolve(undefined)
      },
    })
    this.#child.writer.send(toComparer.measure, 0, encodeJson(request))
  }

  /** What was measured, or why it was not. */
  get outcome(): Promise<Measured | NotMeasured> {
    return this.#outcome.promise
  }

  /** Kills it with its workers; resolves when it has ended. */
  async kill(): Promise<void> {
    const { pid } = this.#child
    // Until its end was seen, its number is no other session's.
    if (!this.#hasEnded && pid !== undefined) killSession(pid, () => this.#child.kill('SIGKILL'))
    await this.#ended.promise
  }

  #describe({ code, signal, error }: ChildEnd): NotMeasured['error'] {
    if (error)
      return { name: 'StartError', message: `The process that compares could not be started: ${error.message}.` }
    const how = signal === null ? `ended with exit code ${code ?? 0}` : `was ended by ${signal}`
    const said = this.#text.read(longestText).toString().trim()
    const words = said === '' ? '' : ` It said: ${said.slice(0, 500)}`
    return { name: 'ProcessEndedError', message: `The process that the calls share ${how}.${words}` }
  }
}

function killSession(pid: number, killOne: () => void): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // No groups on Windows; its workers end there as soon as it is gone.
    killOne()
  }
}
