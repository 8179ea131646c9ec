import type { LaunchRequest, SignalResult, SignalTarget, SupervisorEvent } from './port.ts'

/** Grows with every change of what crosses: both ends must have the same. */
export const protocolVersion = 1

/** What the resident process does with live attempts when its host is gone without a goodbye: end them, or let them end by themselves. */
export type HostLostPolicy = { kind: 'terminate'; grace: number } | { kind: 'keep' }

/** The first message of a host. */
export interface Hello {
  type: 'hello'
  version: number
  secret: string
  /** What every task's environment builds on; the resident process's own is none of theirs. */
  environment: Record<string, string>
  onHostLost: HostLostPolicy
}

export type Call =
  | { name: 'terminate'; target: SignalTarget; grace: number }
  | { name: 'kill' | 'suspend' | 'resume'; target: SignalTarget }
  /** The goodbye: after its result the resident process ends. */
  | { name: 'close'; grace: number }

export type HostMessage =
  | Hello
  | { type: 'launch'; request: LaunchRequest }
  | { type: 'sampleEvery'; interval: number }
  /** Answered by one `result` of the same number. */
  | { type: 'call'; number: number; call: Call }

export type ResidentMessage =
  | { type: 'welcome'; version: number; pid: number }
  /** In place of the welcome; the connection ends after it. */
  | { type: 'refused'; reason: 'wrong-version' | 'wrong-secret' | 'has-a-host' | 'not-a-hello'; version: number }
  | { type: 'event'; event: SupervisorEvent }
  | { type: 'result'; number: number; result: SignalResult }

/** Whether a value has the form of a message; what is inside is vouched for by the secret and the version. */
export function isMessage(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

export function parseHello(value: unknown): Hello | undefined {
  if (!isMessage(value) || value.type !== 'hello') return undefined
  const hello = value as Partial<Hello>
  const isWhole =
    typeof hello.version === 'number' &&
    typeof hello.secret === 'string' &&
    isTextRecord(hello.environment) &&
    typeof hello.onHostLost === 'object'
  return isWhole ? (hello as Hello) : undefined
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')
}
