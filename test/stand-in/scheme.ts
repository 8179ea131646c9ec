import type { Protocol } from 'electron'
import { strict } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>

const schemes = new Set<string>()
const handlers = new Map<string, Handler>()
const suffix = '.stand-in'

/** Chromium does not navigate to a scheme that it does not know: `app://host/path` travels as `https://host.app.stand-in/path`. */
export function outward(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^]*)$/i.exec(url) ?? []
  return schemes.has(scheme) ? `https://${host}.${scheme}${suffix}${rest || '/'}` : url
}

export function inward(url: string): string {
  return url.replace(/^https:\/\/([^/]+)\.([a-z0-9+-]+)\.stand-in(?=[/?#]|$)/, '$2://$1')
}

/** Answers a request for a URL as the app knows it; undefined where no handler serves its scheme. */
export async function answer(url: string, init: RequestInit): Promise<Response | undefined> {
  const handler = handlers.get(url.slice(0, url.indexOf(':')))
  return handler && (await handler(new Request(url, init)))
}

export const protocol = strict<Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>>('protocol', {
  registerSchemesAsPrivileged: (list) => {
    for (const { scheme } of list) schemes.add(scheme)
  },
  handle: (scheme, handler) => {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
})
