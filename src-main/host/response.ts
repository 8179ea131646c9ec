import type { ServerResponse } from 'node:http'
import { pageHeaders } from '../platform/page-headers.ts'
import type { Refusal } from './request-check.ts'

/**
 * Sent with every response. Besides what every page of ours has: browsers ask older headers and grant devices, which an
 * Electron window is refused elsewhere (`shell/refusals.ts`); and nothing stays on the disk of a browser (`no-store`).
 *
 * @param authority `127.0.0.1:PORT`; named for the WebSocket because `'self'` does not cover it in every browser
 */
export function securityHeaders(authority: string): Record<string, string> {
  return {
    ...pageHeaders(`'self' ws://${authority}`),
    'x-frame-options': 'DENY',
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
