/** How much of a fault is made: `long` as the product promises it, `short` enough to see that the promise holds at all. */
export type Extent = 'short' | 'long'

/** One way in which the world fails, and what must hold then. */
export interface Fault {
  /** What is done, as a few words. */
  title: string
  /** It is about who is quicker, or counts processes of the whole machine: nothing else may run beside it. */
  needsRest?: true
  /** Undefined where it can be made here; else why not. */
  impossible?(): string | undefined
  /** Makes the fault in a folder of its own, which is removed afterwards. Throws where a promise is broken. */
  run(options: { extent: Extent; folder: string }): Promise<Figures>
}

/** What was counted or measured, for the record: `{ kills: 60, lost: 0 }`. */
export type Figures = Record<string, number | string>

export function describeFigures(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
}
