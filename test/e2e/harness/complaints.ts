import type { Page } from '@playwright/test'

/** Everything that a page must not do: warn, fail, or ask anyone but its own host. */
export interface Complaints {
  list(): string[]
  /** From now on nothing counts: the page is being closed. */
  stop(): void
}

export function collectComplaints(page: Page): Complaints {
  const complaints: string[] = []
  let isStopped = false
  const complain = (text: string): void => {
    if (!isStopped) complaints.push(text)
  }
  const isOwn = (url: string): boolean => {
    const { protocol, host } = new URL(url)
    return ['data:', 'blob:'].includes(protocol) || host === new URL(page.url()).host
  }
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => {
    complain(`uncaught: ${error.stack ?? error.message}`)
  })
  page.on('request', (request) => {
    if (!isOwn(request.url()) && request.frame() === page.mainFrame() && !request.isNavigationRequest()) {
      complain(`outside request: ${request.url()}`)
    }
  })
  page.on('requestfailed', (request) => {
    complain(`failed request: ${request.url()} (${request.failure()?.errorText ?? 'unknown'})`)
  })
  page.on('crash', () => {
    complain('the page crashed')
  })
  return {
    list: () => complaints,
    stop: () => {
      isStopped = true
    },
  }
}
