import type { BrowserContext, Request } from '@playwright/test'

/** Everything that a page must not do: warn, fail, or ask anyone but its own host. */
export interface Complaints {
  list(): string[]
  /** What a test provokes: matching complaints do not count. */
  allow(pattern: RegExp): void
  /** From now on nothing counts: the page is being closed. */
  stop(): void
}

/** Attach it before the first page loads. */
export function collectComplaints(context: BrowserContext): Complaints {
  const complaints: string[] = []
  const allowed: RegExp[] = []
  let isStopped = false
  const complain = (text: string): void => {
    if (!isStopped) complaints.push(text)
  }
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(`console ${message.type()}: ${message.text()}`)
  })
  context.on('weberror', (webError) => {
    const error = webError.error()
    complain(`uncaught: ${error.stack ?? error.message}`)
  })
  context.on('request', (request) => {
    if (isOutside(request)) complain(`outside request: ${request.url()}`)
  })
  context.on('requestfailed', (request) => {
    complain(`failed request: ${request.url()} (${request.failure()?.errorText ?? 'unknown'})`)
  })
  return {
    list: () => complaints.filter((text) => !allowed.some((pattern) => pattern.test(text))),
    allow: (pattern) => {
      allowed.push(pattern)
    },
    stop: () => {
      isStopped = true
    },
  }
}

/** Whether a page asks another host than the one that it came from. */
function isOutside(request: Request): boolean {
  const { protocol, host } = new URL(request.url())
  if (['data:', 'blob:'].includes(protocol) || request.isNavigationRequest()) return false
  return host !== new URL(request.frame().url()).host
}
