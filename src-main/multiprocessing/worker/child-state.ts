/** A `child` outlives its parent, a `daemon` and a `worker` do not. */
export type ChildKind = 'child' | 'daemon' | 'worker'

/** What a process that was started for a function knows of itself. */
export interface ChildState {
  readonly kind: ChildKind
  readonly name: string
  /** The module of its function is being imported: what starts processes at its top level would do so without end. */
  isImporting: boolean
}

// The library may be loaded twice in one process, from its bundle and from sources.
const key = Symbol.for('forkyard.child')
const place = globalThis as { [key]?: ChildState }

/** Undefined in a process that was started in any other way. */
export function childState(): ChildState | undefined {
  return place[key]
}

export function becomeChild(kind: ChildKind, name: string): ChildState {
  return (place[key] = { kind, name, isImporting: false })
}
