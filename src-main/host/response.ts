import type { ServerResponse } from 'node:http'
import type { Refusal } from './request-check.ts'

/**
 * What every response carries: the page loads nothing from elsewhere and runs no inline script, nobody frames it, reads
 * it from another origin, or learns where it was. Styles need `unsafe-inline` (style attributes of tables, xterm.js).
 *
 * @param authority `127.0.0.1:PORT`; named for the WebSocket because `'self'` does not cover it in every browser
 */
export function securityHeaders(authority: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ws://${authority}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    'cache-control': 'no-store',
  }
}

export function respond(
  response: ServerResponse,
  status: number,
  type: string,
  body: Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': body.byteLength })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

export function respondJson(response: ServerResponse, status: number, value: unknown): void {
  respond(response, status, 'application/json', Buffer.from(JSON.stringify(value)))
}

/** Refuses, and ends the connection: what else is on it is not worth reading. */
export function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  response.setHeader('connection', 'close')
  respondJson(response, status, { code, message })
}
