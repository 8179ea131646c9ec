import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import { type OutputScreen, lookedBack } from './follow-output.ts'
import type { Piece } from './log-window.ts'
import { type OutputDecoder, createOutputDecoder } from './output-decoder.ts'
import { terminalKey } from './terminal-keys.ts'
import { terminalTheme } from './terminal-theme.ts'

export interface Hits {
  /** 1 for the first; 0 where none is current. */
  at: number
  count: number
  /** Counting stopped at `count`. */
  isAtLeast: boolean
}

export interface TerminalScreen extends OutputScreen {
  /** What the person sees now, as text. */
  visibleText: () => string
  allText: () => string
  selectedText: () => string
  /** Empties the view. */
  clear: () => void
  /** Goes to the next or previous hit from where the last one was. */
  find: (text: string, direction: 'next' | 'previous' | 'as-typed') => void
  endFind: () => void
  /** True: goes to the end, and stays there with what comes. */
  setFollowing: (isFollowing: boolean) => void
  setTheme: (isDark: boolean) => void
  setLabel: (label: string) => void
  focus: () => void
  dispose: () => void
}

/** What the panel does with the output that it shows. */
export type ShownOutput = Pick<TerminalScreen, 'find' | 'endFind' | 'clear' | 'focus' | 'selectedText' | 'allText'>

export interface TerminalScreenOptions {
  colour: (variable: string) => string
  fontFamily: string
  isDark: boolean
  /** In place of so many bytes that are not shown, or that were removed. */
  gapText: (kind: 'gap' | 'removed', bytes: number) => string
  onFollowing: (isFollowing: boolean) => void
  onHits: (hits: Hits) => void
  onDrawn: () => void
  onCopy: () => void
}

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

  let decoder: OutputDecoder = createOutputDecoder()
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
  function textOf(pieces: readonly Piece[]): string {
    return pieces
      .map((piece) => {
        if (piece.kind === 'bytes') return decoder.decode(piece.bytes)
        const cut = decoder.end()
        decoder = createOutputDecoder()
        const before = piece.from === 0 ? '' : `${cut}\x1b[0m\n`
        return `${before}\x1b[2m… ${options.gapText(piece.kind, piece.until - piece.from)} …\x1b[0m\n`
      })
      .join('')
  }
  function reset(): void {
    decoder = createOutputDecoder()
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
      await write(textOf(pieces))
      if (why === 'earlier') terminal.scrollToLine(Math.max(0, buffer().baseY - fromEnd))
      tellFollowing()
    },
    add: (pieces) => write(textOf(pieces)),
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
      // The terminal stays at its end by itself whenever it is there.
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

/** Rows as lines of text: rows that the width broke are joined, blank ones at the end left out. */
function textOfRows(terminal: Terminal, first: number, count: number): string {
  const lines: string[] = []
  for (let row = first; row < first + count; row++) {
    const line = terminal.buffer.active.getLine(row)
    if (!line) break
    const next = terminal.buffer.active.getLine(row + 1)
    const text = line.translateToString(!next?.isWrapped)
    lines.push(line.isWrapped ? (lines.pop() ?? '') + text : text)
  }
  return lines.join('\n').trimEnd()
}
