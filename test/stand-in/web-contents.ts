import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { IpcMainInvokeEvent, WebContents, WebFrameMain, WebPreferences } from 'electron'
import { invoke } from './ipc-main.ts'
import { createCodec } from './page/codec.ts'
import type { FromPreload, ToPreload } from './page/preload-world.ts'
import { binding, pageSources, receiver } from './page/sources.ts'
import { Requests } from './requests.ts'
import { inward, outward } from './scheme.ts'
import { readyChromium, registry } from './registry.ts'
import { event, missing, strict } from './strict.ts'

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]
type Values = Record<string, unknown>

const codec = createCodec()
let lastId = 0

/** One page: a target of Chromium, the preload's world in it, and what Electron tells of it. */
export class StandInContents
  extends EventEmitter
  implements Pick<WebContents, 'id' | 'send' | 'getURL' | 'isDestroyed' | 'setWindowOpenHandler' | 'reload' | 'close'>
{
  readonly id = ++lastId
  readonly #frame: Pick<WebFrameMain, 'url' | 'parent'>
  readonly #world = `preload-${randomBytes(9).toString('hex')}`
  readonly #attached: Promise<void>
  readonly #preloadFile: string
  readonly #requests: Requests
  readonly #closeWindow: () => void
  #self: this = this
  #sessionId = ''
  #targetId = ''
  #context: number | undefined
  #url = ''
  #isDestroyed = false
  #outgoing: string[] = []
  #openHandler: OpenHandler | undefined

  constructor(preferences: WebPreferences, size: { width: number; height: number }, closeWindow: () => void) {
    super()
    if (preferences.sandbox !== true || preferences.contextIsolation === false || preferences.nodeIntegration) {
      throw missing('a page without sandbox and context isolation')
    }
    this.#preloadFile = preferences.preload ?? ''
    this.#closeWindow = closeWindow
    const url = (): string => this.#url
    this.#frame = strict('webFrameMain', {
      get url() {
        return url()
      },
      parent: null,
    })
    this.#requests = new Requests((method, values) => this.command(method, values), this)
    this.#attached = this.#attach(size)
    this.#attached.catch((error: unknown) => {
      if (!this.#isDestroyed && !registry.isExiting) console.error('stand-in for Electron:', error)
    })
  }

  /** What listeners and handlers are given for this page. */
  set self(self: this) {
    this.#self = self
  }

  get targetId(): string {
    return this.#targetId
  }

  /** Sends a command of Chromium's protocol to this page, as soon as it is there. */
  async whenAttached(method: string, values?: Values): Promise<Values> {
    await this.#attached
    return await this.command(method, values)
  }

  command(method: string, values?: Values): Promise<Values> {
    return readyChromium().send(method, values, this.#sessionId)
  }

  async loadURL(url: string): Promise<void> {
    await this.#attached
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', resolve))
    this.#requests.expectNavigation()
    const { errorText } = await this.command('Page.navigate', { url: outward(url) })
    if (typeof errorText === 'string' && errorText !== '') {
      const code = errorText.replace('net::', '')
      throw Object.assign(new Error(`${code} loading '${url}'`), { code, url })
    }
    await loaded
  }

  reload(): void {
    void this.whenAttached('Page.reload')
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
    this.#push(['message', channel, structuredClone(args)])
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  close(): void {
    this.#closeWindow()
  }

  /** The window is closed: nothing reaches the page from now on. */
  destroy(): void {
    this.#isDestroyed = true
    void this.#attached
      .then(() => readyChromium().send('Target.closeTarget', { targetId: this.#targetId }))
      .catch(() => undefined)
    this.emit('destroyed', event())
  }

  async #attach({ width, height }: { width: number; height: number }): Promise<void> {
    const chromium = readyChromium()
    const target = await chromium.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })
    this.#targetId = String(target.targetId)
    const session = await chromium.send('Target.attachToTarget', { targetId: this.#targetId, flatten: true })
    this.#sessionId = String(session.sessionId)
    chromium.listen(this.#sessionId, (method, values) => {
      this.#receive(method, values)
    })
    const { mainWorld, preloadWorld } = pageSources(randomBytes(9).toString('hex'), this.#preloadFile)
    // Sent together: one session's commands are carried out in their order.
    await Promise.all([
      this.command('Page.enable'),
      this.command('Page.setLifecycleEventsEnabled', { enabled: true }),
      this.command('Runtime.addBinding', { name: binding, executionContextName: this.#world }),
      this.command('Runtime.enable'),
      this.command('Page.addScriptToEvaluateOnNewDocument', { source: mainWorld }),
      this.command('Page.addScriptToEvaluateOnNewDocument', { source: preloadWorld, worldName: this.#world }),
      this.#requests.enable(),
    ])
  }

  #receive(method: string, values: Values): void {
    switch (method) {
      case 'Runtime.executionContextCreated': {
        const { id, name, auxData } = values.context as { id: number; name: string; auxData: { frameId: string } }
        if (name !== this.#world || auxData.frameId !== this.#targetId) break
        this.#context = id
        this.#flush()
        break
      }
      case 'Runtime.executionContextDestroyed':
        if (values.executionContextId === this.#context) this.#context = undefined
        break
      case 'Runtime.executionContextsCleared':
        this.#context = undefined
        break
      case 'Runtime.bindingCalled':
        if (values.name !== binding || values.executionContextId !== this.#context) break
        void this.#fromPreload(codec.decode(String(values.payload)) as FromPreload)
        break
      case 'Page.frameStartedNavigating':
        if (values.frameId === this.#targetId) this.#navigationStarted(values)
        break
      case 'Page.frameNavigated': {
        const frame = values.frame as { url: string; parentId?: string }
        if (frame.parentId === undefined) this.#url = inward(frame.url)
        break
      }
      case 'Page.loadEventFired':
        if (this.#isLoaded()) this.emit('did-finish-load', event())
        break
      case 'Page.lifecycleEvent':
        if (values.name === 'firstPaint' && values.frameId === this.#targetId && this.#isLoaded()) {
          this.emit('first-paint')
        }
        break
      case 'Inspector.targetCrashed':
        this.emit('render-process-gone', event(), { reason: 'crashed', exitCode: 1 })
        break
      case 'Fetch.requestPaused':
        this.#requests.paused(values)
        break
    }
  }

  #isLoaded(): boolean {
    return this.#url !== '' && this.#url !== 'about:blank'
  }

  #navigationStarted(values: Values): void {
    const isSameDocument = values.navigationType === 'sameDocument'
    this.emit('did-start-navigation', event({ url: inward(String(values.url)), isMainFrame: true, isSameDocument }))
  }

  async #fromPreload(message: FromPreload): Promise<void> {
    const context = this.#context
    if (message[0] === 'preload-error') {
      console.error(`Unable to load preload script: ${this.#preloadFile}\n${message[1]}`)
    } else if (message[0] === 'open') {
      const details = { url: inward(message[1]), frameName: '', features: '' }
      const { action } = this.#openHandler?.(details as Parameters<OpenHandler>[0]) ?? { action: 'allow' }
      if (action !== 'deny') throw missing('a window that a page opens')
    } else {
      const [, channel, args, id] = message
      const invocation = event({ sender: this.#self, senderFrame: this.#frame, frameId: 1, processId: this.id })
      const { ok, value } = await invoke(channel, invocation as unknown as IpcMainInvokeEvent, args)
      // The document that asked may be gone.
      if (this.#context === context) this.#push(['answer', id, ok, value])
    }
  }

  #push(message: ToPreload): void {
    this.#outgoing.push(codec.encode(message))
    if (this.#outgoing.length === 1) {
      queueMicrotask(() => {
        this.#flush()
      })
    }
  }

  /** As in Electron, what is sent while no document is there is lost. */
  #flush(): void {
    const batch = this.#outgoing
    this.#outgoing = []
    if (batch.length === 0 || this.#context === undefined) return
    this.command('Runtime.callFunctionOn', {
      functionDeclaration: `function (batch) { ${receiver}(batch) }`,
      executionContextId: this.#context,
      arguments: [{ value: batch }],
    }).catch(() => undefined)
  }
}
