import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { readyChromium, registry } from './registry.ts'
import { event, strict, strictClass } from './strict.ts'
import { StandInContents } from './web-contents.ts'

type Supported = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'reload'
  | 'show'
  | 'focus'
  | 'isVisible'
  | 'isDestroyed'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'isMaximized'
  | 'getTitle'
  | 'setTitle'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'setProgressBar'
  | 'close'
  | 'destroy'
>

/** A window: its model here, its page in Chromium. Without pixels of its own, so frame, menu bar and progress are only remembered. */
export class StandInWindow extends EventEmitter implements Supported {
  readonly webContents: StandInContents
  /** The last value of `setProgressBar`. */
  progress = -1
  #bounds: Rectangle
  #title: string
  #backgroundColor: string
  #isVisible: boolean
  #isDestroyed = false
  #isMaximized = false
  #isMinimized = false

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    readyChromium()
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#title = options.title ?? 'Electron'
    this.#backgroundColor = options.backgroundColor ?? '#FFFFFF'
    this.#isVisible = options.show !== false
    const contents = new StandInContents(options.webPreferences ?? {}, { width, height }, () => {
      this.close()
    })
    this.webContents = strict('webContents', contents)
    contents.self = this.webContents
    contents.once('first-paint', () => this.emit('ready-to-show', event()))
    registry.windows.add(this)
    registry.onContentsCreated(this.webContents)
    void this.#fit()
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  reload(): void {
    this.webContents.reload()
  }

  show(): void {
    this.#isVisible = true
  }

  focus(): void {
    this.emit('focus', event())
  }

  isVisible(): boolean {
    return this.#isVisible
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  minimize(): void {
    this.#isMinimized = true
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  restore(): void {
    this.#isMinimized = false
    this.show()
  }

  maximize(): void {
    this.#isMaximized = true
    this.show()
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  getTitle(): string {
    return this.#title
  }

  setTitle(title: string): void {
    this.#title = title
  }

  getBounds(): Rectangle {
    return { ...this.#bounds }
  }

  getNormalBounds(): Rectangle {
    return this.getBounds()
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    void this.#fit()
  }

  setBackgroundColor(color: string): void {
    this.#backgroundColor = color
  }

  getBackgroundColor(): string {
    return this.#backgroundColor
  }

  setProgressBar(progress: number): void {
    this.progress = progress
  }

  close(): void {
    if (this.#isDestroyed) return
    const closing = event()
    this.emit('close', closing)
    if (!closing.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    registry.windows.delete(this)
    this.webContents.destroy()
    this.emit('closed', event())
    registry.onWindowClosed()
  }

  /** Gives the page the window's size, whatever frame Chromium draws around it. Its bounds apply late: corrected until they hold. */
  async #fit(): Promise<void> {
    const { width, height } = this.#bounds
    const contents = this.webContents
    try {
      const { windowId } = await contents.whenAttached('Browser.getWindowForTarget')
      let frame = { width: 0, height: 0 }
      for (let round = 0; round < 40 && !this.#isDestroyed; round++) {
        const { cssLayoutViewport: page } = await contents.command('Page.getLayoutMetrics')
        const { clientWidth, clientHeight } = page as { clientWidth: number; clientHeight: number }
        if (this.#bounds.width !== width || this.#bounds.height !== height) return
        if (clientWidth === width && clientHeight === height) return
        const { bounds } = await contents.command('Browser.getWindowBounds', { windowId })
        const outer = bounds as Rectangle
        if (round === 0) frame = { width: outer.width - clientWidth, height: outer.height - clientHeight }
        await contents.command('Browser.setWindowBounds', {
          windowId,
          bounds: { width: width + frame.width, height: height + frame.height },
        })
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    } catch (error) {
      if (!this.#isDestroyed && !registry.isExiting) console.error('stand-in for Electron:', error)
    }
  }
}

export const BrowserWindowClass = Object.assign(strictClass('BrowserWindow', StandInWindow), {
  getAllWindows: () => [...registry.windows],
  fromWebContents: (contents: unknown) =>
    [...registry.windows].find(({ webContents }) => webContents === contents) ?? null,
})

export const webContents = strict('webContents', {
  /** Playwright finds the window of a page by it. */
  fromDevToolsTargetId: (targetId: string) =>
    [...registry.windows].map((window) => window.webContents).find((contents) => contents.targetId === targetId),
})
