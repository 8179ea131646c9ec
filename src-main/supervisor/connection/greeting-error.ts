import { type Refusal, protocolVersion } from '../messages.ts'

/** Why a greeting did not make us its host. */
export class GreetingError extends Error {
  override readonly name = 'GreetingError'
  /** Undefined if there was no answer. */
  readonly refusal: Refusal | undefined

  constructor(reason: string, refusal?: Refusal) {
    super(`The process that starts tasks cannot be used: ${reason}.`)
    this.refusal = refusal
  }
}

export function wrongVersion(version: number): GreetingError {
  return describeRefusal('wrong-version', version)
}

export function describeRefusal(reason: Refusal, version: number): GreetingError {
  return new GreetingError(refusals[reason](version), reason)
}

const refusals: Record<Refusal, (version: number) => string> = {
  'wrong-version': (version) =>
    `it speaks version ${String(version)} of the protocol, and this program version ${String(protocolVersion)}. Restart Forkyard, so that both are of the same version`,
  'wrong-secret': () => 'it was given a wrong secret',
  'is-ending': () => 'it is about to end',
  'has-a-host': () => 'it serves another host already',
  'not-a-hello': () => 'it did not understand the greeting',
}
