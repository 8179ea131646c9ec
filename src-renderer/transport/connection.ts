/** How this window stands to its host. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** Lost, or not reached yet; tried again by itself. `attempts` counts those that failed in a row. */
  | { state: 'reconnecting'; attempts: number }
  /** The host does not know this window: only a new link helps. */
  | { state: 'refused'; reason: LinkRefusal }

/** `used-link`: a link opens one window. `unknown-link`: the host was started anew, say. `no-link`: opened without one. */
export type LinkRefusal = 'used-link' | 'unknown-link' | 'no-link'
