import { readFile } from 'node:fs/promises'
import type { Protocol } from 'electron'
import { mediaType } from '../platform/media-type.ts'
import { bundleFile } from './bundle-file.ts'
import { securityHeaders } from './security-headers.ts'

const scheme = 'app'

/** The page's address. Its origin is the only one that exists for us. */
export const pageUrl = 'app://forkyard/index.html'

/** Must be called before the app is ready. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the files of this folder, and nothing else, under `app://forkyard/`. */
export function serveBundle(protocol: Pick<Protocol, 'handle'>, bundleFolder: string): void {
  protocol.handle(scheme, (request) => answerFromBundle(request, bundleFolder))
}

/** Never rejects: what is not there, or may not be asked for, is answered with a status. */
export async function answerFromBundle(
  request: Pick<Request, 'url' | 'method'>,
  bundleFolder: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  const file = bundleFile(request.url, bundleFolder)
  if (file === undefined) return refusal(404)
  try {
    const bytes = await readFile(file)
    const headers = { ...securityHeaders, 'content-type': mediaType(file), 'content-length': String(bytes.byteLength) }
    return new Response(request.method === 'HEAD' ? null : bytes, { headers })
  } catch {
    return refusal(404)
  }
}

function refusal(status: 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders })
}
