import { type LinkRefusal, linkRefusals } from './connection.ts'

export type SessionAnswer =
  { kind: 'bearer'; bearer: string } | { kind: 'refused'; reason: LinkRefusal } | { kind: 'unreachable' }

const storageKey = 'forkyard.bearer'
const tokenInHash = /^#token=([\w.~-]+)$/

/**
 * Takes the one-time token out of the address, so that it stays neither in the history nor in the router's sight.
 * Call it before the router is made.
 */
export function takeLinkToken(): string | undefined {
  const token = tokenInHash.exec(location.hash)?.[1]
  if (token !== undefined) history.replaceState(history.state, '', location.pathname)
  return token
}

/** A link opened in the place of this window changes the hash alone: begin again with its token. */
export function reloadOnNewLink(): void {
  addEventListener('hashchange', () => {
    if (tokenInHash.test(location.hash)) location.reload()
  })
}

/** Exchanges the token for a bearer, or takes up the one that this tab already has (a reload). */
export async function openSession(token: string | undefined): Promise<SessionAnswer> {
  const kept = sessionStorage.getItem(storageKey)
  if (token === undefined)
    return kept === null ? { kind: 'refused', reason: 'no-link' } : { kind: 'bearer', bearer: kept }
  const answer = await exchange(token)
  if (answer.kind === 'bearer') sessionStorage.setItem(storageKey, answer.bearer)
  return answer.kind === 'refused' && kept !== null ? { kind: 'bearer', bearer: kept } : answer
}

/** For a session that was ended: a reload of this tab would ask with it again. */
export function forgetSession(): void {
  sessionStorage.removeItem(storageKey)
}

/**
 * Whether a host answers here at all: a browser does not tell why a WebSocket was refused. If one does, it refused the
 * bearer, since it was started again or has signed this window out.
 */
export async function isHostThere(): Promise<boolean> {
  try {
    await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })
    return true
  } catch {
    return false
  }
}

async function exchange(token: string): Promise<SessionAnswer> {
  try {
    const response = await fetch('session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    const answer: unknown = await response.json()
    if (typeof answer !== 'object' || answer === null) return { kind: 'unreachable' }
    if (response.ok && 'bearer' in answer && typeof answer.bearer === 'string')
      return { kind: 'bearer', bearer: answer.bearer }
    const code = 'code' in answer ? answer.code : undefined
    return { kind: 'refused', reason: linkRefusals.find((reason) => reason === code) ?? 'unknown-link' }
  } catch {
    return { kind: 'unreachable' }
  }
}
