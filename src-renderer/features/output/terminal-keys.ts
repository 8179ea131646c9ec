/** The parts of a terminal that keys move. */
interface Scrolled {
  scrollLines(amount: number): void
  scrollPages(amount: number): void
  scrollToTop(): void
  scrollToBottom(): void
  selectAll(): void
  hasSelection(): boolean
}

const scrolling: Record<string, (terminal: Scrolled) => void> = {
  ArrowUp: (terminal) => terminal.scrollLines(-1),
  ArrowDown: (terminal) => terminal.scrollLines(1),
  PageUp: (terminal) => terminal.scrollPages(-1),
  PageDown: (terminal) => terminal.scrollPages(1),
  Home: (terminal) => terminal.scrollToTop(),
  End: (terminal) => terminal.scrollToBottom(),
}

/**
 * What a key does in read-only output: scroll, select all, copy. All else, Tab among it, is left to the window: the
 * terminal itself must handle no key, or the focus could not leave it.
 */
export function terminalKey(event: KeyboardEvent, terminal: Scrolled, copy: () => void): void {
  if (event.type !== 'keydown' || event.altKey) return
  const hasCommandKey = event.ctrlKey || event.metaKey
  const key = event.key.toLowerCase()
  const action = hasCommandKey
    ? key === 'a'
      ? () => terminal.selectAll()
      : key === 'c' && terminal.hasSelection()
        ? copy
        : undefined
    : scrolling[event.key]
  if (!action) return
  event.preventDefault()
  event.stopPropagation()
  action(terminal)
}
