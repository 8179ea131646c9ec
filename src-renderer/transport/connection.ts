/** How this window stands to its host. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** Lost, or not reached yet; tried again automatically. `attempts` counts those that failed in a row. */
  | { state: 'reconnecting'; attempts: number }
  /** The connection is there, but the host says nothing, whatever it is asked. */
  | { state: 'silent' }
  /** The host does not know this window: only a new link helps. */
  | { state: 'refused'; reason: LinkRefusal }

/**
 * `used-link`: a link opens one window. `expired-link`: it was made more than a minute ago. `unknown-link`: Forkyard was
 * started again, say. `no-link`: opened without one. `other-user`: Forkyard belongs to another user of the machine.
 * `signed-out`: somebody signed this window out.
 */
export const linkRefusals = [
  'used-link',
  'expired-link',
  'unknown-link',
  'no-link',
  'other-user',
  'signed-out',
] as const

export type LinkRefusal = (typeof linkRefusals)[number]
