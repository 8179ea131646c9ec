import type { EventEmitter } from 'node:events'
import { answer, inward } from './scheme.ts'
import { event } from './strict.ts'

type Values = Record<string, unknown>

interface PausedRequest {
  requestId: string
  frameId: string
  resourceType: string
  request: { url: string; method: string; headers: Record<string, string> }
}

/** What a page asks for: its own scheme is answered by the app, and no frame goes anywhere without the app's consent. */
export class Requests {
  readonly #command: (method: string, values?: Values) => Promise<Values>
  readonly #contents: EventEmitter & { readonly targetId: string }
  #isExpected = false

  constructor(
    command: (method: string, values?: Values) => Promise<Values>,
    contents: EventEmitter & { readonly targetId: string },
  ) {
    this.#command = command
    this.#contents = contents
  }

  enable(): Promise<Values> {
    const patterns = [{ urlPattern: 'https://*.stand-in/*' }, { urlPattern: '*', resourceType: 'Document' }]
    return this.#command('Fetch.enable', { patterns })
  }

  /** The next document of the top frame is the app's own wish: nobody is asked about it. */
  expectNavigation(): void {
    this.#isExpected = true
  }

  paused(values: Values): void {
    const paused = values as unknown as PausedRequest
    this.#decide(paused).catch((error: unknown) => {
      // The page has gone meanwhile, or the app's handler has failed; Electron ends the request, too.
      if (!/Invalid InterceptionId|closed|Session with given id/.test(String(error))) console.error(error)
      this.#command('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }).catch(() => undefined)
    })
  }

  async #decide({ requestId, frameId, resourceType, request }: PausedRequest): Promise<void> {
    const url = inward(request.url)
    if (resourceType === 'Document' && !this.#mayNavigate(url, frameId)) {
      await this.#command('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      return
    }
    const response = await answer(url, { method: request.method, headers: request.headers })
    if (!response) {
      await this.#command('Fetch.continueRequest', { requestId })
      return
    }
    await this.#command('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    })
  }

  #mayNavigate(url: string, frameId: string): boolean {
    const isMainFrame = frameId === this.#contents.targetId
    if (isMainFrame && this.#isExpected) {
      this.#isExpected = false
      return true
    }
    const navigation = event({ url, isMainFrame, isSameDocument: false })
    this.#contents.emit('will-frame-navigate', navigation)
    return !navigation.defaultPrevented
  }
}
