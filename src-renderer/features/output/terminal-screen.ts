import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import { lookedBack } from './follow-output.ts'
import { createPieceText } from './piece-text.ts'
import { terminalKey } from './terminal-keys.ts'
import type { TerminalScreen, TerminalScreenOptions } from './terminal-port.ts'
import { textOfRows } from './terminal-text.ts'
import { terminalTheme } from './terminal-theme.ts'

/** Rows that the terminal keeps: room for long lines that take several. */
const rowsKept = { followed: 20_000, lookedBack: lookedBack.lines + 20_000 }
const mostHits = 1_000

/** The one place that touches xterm.js: a read-only terminal that shows pieces of a log. */
export function createTerminalScreen(box: HTMLElement, options: TerminalScreenOptions): TerminalScreen {
  const terminal = new Terminal({
    allowProposedApi: true, // search decorations
    convertEol: true,
    cursorInactiveStyle: 'none',
    disableStdin: true,
    fontFamily: options.fontFamily,
    fontSize: 12,
    lineHeight: 1.25,
    minimumContrastRatio: 4.5,
    overviewRuler: { width: 10 },
    scrollback: rowsKept.followed,
    theme: terminalTheme(options.isDark, options.colour),
  })
  const fit = new FitAddon()
  const search = new SearchAddon({ highlightLimit: mostHits })
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.open(box)
  terminal.attachCustomKeyEventHandler((event) => {
    terminalKey(event, terminal, options.onCopy)
    return false
  })

  const pieceText = createPieceText(options.gapText)
  let isFollowing = true
  const buffer = () => terminal.buffer.active
  const tellFollowing = () => {
    const isAtEnd = buffer().viewportY >= buffer().baseY
    if (isAtEnd === isFollowing) return
    isFollowing = isAtEnd
    options.onFollowing(isFollowing)
  }
  // xterm tells of new rows by onScroll, but not of a person's scrolling: that shows in what it draws.
  terminal.onRender(() => {
    tellFollowing()
    options.onDrawn()
  })
  search.onDidChangeResults(({ resultIndex, resultCount }) => {
    options.onHits({ at: resultIndex + 1, count: resultCount, isAtLeast: resultCount >= mostHits })
  })

  const resized = new ResizeObserver(() => {
    if (box.clientHeight > 0 && box.clientWidth > 0) fit.fit()
  })
  resized.observe(box)

  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve))
  function reset(): void {
    pieceText.begin()
    terminal.reset()
  }
  const decorations = () => ({
    matchBackground: options.colour('--ui-bg-accented'),
    matchOverviewRuler: options.colour('--app-warn'),
    activeMatchBackground: options.colour('--app-sel'),
    activeMatchBorder: options.colour('--app-accent'),
    activeMatchColorOverviewRuler: options.colour('--app-accent'),
  })

  return {
    async replace(pieces, why) {
      const fromEnd = buffer().baseY - buffer().viewportY
      terminal.options.scrollback = why === 'earlier' ? rowsKept.lookedBack : rowsKept.followed
      reset()
      await write(pieceText.textOf(pieces))
      if (why === 'earlier') terminal.scrollToLine(Math.max(0, buffer().baseY - fromEnd))
      tellFollowing()
    },
    add: (pieces) => write(pieceText.textOf(pieces)),
    visibleText: () => textOfRows(terminal, buffer().viewportY, terminal.rows),
    allText: () => textOfRows(terminal, 0, buffer().length),
    selectedText: () => terminal.getSelection(),
    clear: reset,
    find(text, direction) {
      const settings = { incremental: direction === 'as-typed', decorations: decorations() }
      if (direction === 'previous') search.findPrevious(text, settings)
      else search.findNext(text, settings)
      tellFollowing()
    },
    endFind() {
      search.clearDecorations()
      terminal.clearSelection()
    },
    setFollowing(wanted) {
      if (wanted === isFollowing) return
      if (wanted) terminal.scrollToBottom()
      // The terminal stays at its end whenever it is there.
      else terminal.scrollLines(-1)
      tellFollowing()
    },
    setTheme(isDark) {
      terminal.options.theme = terminalTheme(isDark, options.colour)
    },
    setLabel: (label) => terminal.textarea?.setAttribute('aria-label', label),
    focus: () => terminal.focus(),
    dispose() {
      resized.disconnect()
      terminal.dispose()
    },
  }
}
