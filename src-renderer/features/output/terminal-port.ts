import type { OutputScreen } from './follow-output.ts'

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
