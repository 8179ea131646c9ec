import { pageHeaders } from '../platform/page-headers.ts'

/**
 * Sent with every answer of the `app:` scheme. The page speaks to the main process by its preload, never to an address. It
 * may be kept if it is asked for each time (`no-cache`): V8 keeps what it compiled of the scripts with it.
 */
export const securityHeaders = { ...pageHeaders("'self'"), 'cache-control': 'no-cache' }
