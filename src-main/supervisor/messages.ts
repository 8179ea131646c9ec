import type { SupervisorDescription } from '../contract/diagnostics.ts'
import type { ProcessIdentity } from '../contract/process.ts'
import type { ExitStatus, FunctionEnd } from '../contract/run.ts'
import type { AttemptKey, AttendRequest, LaunchRequest, SignalResult, SignalTarget, SupervisorEvent } from './port.ts'

/** Grows with every change of what crosses: both ends must have the same. */
export const protocolVersion = 4

/** What the supervisor process does with live attempts when its host is gone without a goodbye: end them, or keep them for the next host. */
export type HostLostPolicy = { kind: 'terminate'; grace: number } | { kind: 'keep' }

/** What every task's process gets, besides what the task itself adds. */
export interface TaskBase {
  environment: Record<string, string>
  /** Undefined: as the supervisor has it. */
  umask?: number | undefined
}

/** The first message of a host. */
export interface Hello extends TaskBase {
  type: 'hello'
  version: number
  secret: string
  /** The host itself: once it is dead, its connection keeps no other host away. */
  host: ProcessIdentity
  onHostLost: HostLostPolicy
}

export type Call =
  | { name: 'terminate'; target: SignalTarget; grace: number }
  | { name: 'kill' | 'suspend' | 'resume'; target: SignalTarget }
  /** Takes over what another supervisor process left in its folder. */
  | { name: 'adopt'; folder: string }
  /** Another supervisor process lives without answering: it may have started what it has not written down. */
  | { name: 'doubt'; reason: string }
  /** The goodbyes: after the result of the first the supervisor process ends; after that of the second it waits for another host. */
  | { name: 'close'; grace: number }
  | { name: 'leave' }
  /** Asks for nothing but the result. */
  | { name: 'answer' }

export type HostMessage =
  | Hello
  /** For later launches. */
  | { type: 'base'; base: TaskBase }
  | { type: 'launch'; request: LaunchRequest }
  | { type: 'attend'; request: AttendRequest }
  | { type: 'end'; key: AttemptKey; exitStatus: ExitStatus | FunctionEnd }
  | { type: 'takeUp' | 'settle'; keys: readonly AttemptKey[] }
  | { type: 'sampleEvery'; interval: number }
  /** Answered by one `result` of the same number. */
  | { type: 'call'; number: number; call: Call }

export type SupervisorMessage =
  | { type: 'welcome'; version: number; pid: number; description: SupervisorDescription }
  /** In place of the welcome; the connection ends after it. */
  | {
      type: 'refused'
      reason: 'wrong-version' | 'wrong-secret' | 'has-a-host' | 'is-ending' | 'not-a-hello'
      version: number
    }
  | { type: 'event'; event: SupervisorEvent }
  /** `reason`: why a call could not be carried out, as a sentence. */
  | { type: 'result'; number: number; result: SignalResult; reason?: string }
  /** An error that nobody handled. It goes on; `details` has the stack. */
  | { type: 'mistake'; message: string; details: string }

export type Refusal = Extract<SupervisorMessage, { type: 'refused' }>['reason']

/** Whether a value has the form of a message; what is inside is vouched for by the secret and the version. */
export function isMessage(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Of a hello of any version, only what says so is looked at. */
export function versionOf(value: unknown): number | undefined {
  if (!isMessage(value) || value.type !== 'hello') return undefined
  const { version } = value as Partial<Hello>
  return typeof version === 'number' ? version : undefined
}

export function parseHello(value: unknown): Hello | undefined {
  if (!isMessage(value) || value.type !== 'hello') return undefined
  const hello = value as Partial<Hello>
  const isWhole =
    typeof hello.version === 'number' &&
    typeof hello.secret === 'string' &&
    typeof hello.host === 'object' &&
    isTextRecord(hello.environment) &&
    typeof hello.onHostLost === 'object'
  return isWhole ? (hello as Hello) : undefined
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')
}
