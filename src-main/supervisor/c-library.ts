/** A function of the C library. `async`: in another thread; calls back with what it returned. */
export interface CFunction {
  (...values: unknown[]): number
  async(...values: unknown[]): void
}

/** The C library of this process, by koffi. A wrong call ends the process: declare exactly what its manual says. */
export interface CLibrary {
  /** Throws where there is no such function. */
  declare(declaration: string): CFunction
  /** Zeroed memory that is never given back. */
  allocate(bytes: number): unknown
}

let opened: Promise<CLibrary | undefined> | undefined

/** Undefined where it cannot be called: on other systems than Linux, or without koffi's binary. */
export function openCLibrary(): Promise<CLibrary | undefined> {
  return (opened ??= open())
}

async function open(): Promise<CLibrary | undefined> {
  if (process.platform !== 'linux') return undefined
  try {
    const koffi = await import('koffi')
    const library = koffi.load(null)
    return {
      declare: (declaration): CFunction => library.func(declaration),
      allocate: (bytes): unknown => koffi.alloc('char', bytes),
    }
  } catch {
    return undefined
  }
}
