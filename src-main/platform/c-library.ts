/** A function of the C library. `async`: in another thread; calls back with what it returned. */
export interface CFunction<Returned = number> {
  (...values: unknown[]): Returned
  async(...values: unknown[]): void
}

/** The C library of this process, by koffi. A wrong call ends the process: declare exactly what its manual says. */
export interface CLibrary {
  /** Throws where there is no such function. A pointer is returned as a `bigint`. */
  declare<Returned = number>(declaration: string): CFunction<Returned>
  /** Zeroed memory that is never given back. */
  allocate(bytes: number): unknown
  /** The memory at an address itself, no copy: whoever unmaps it must know that nobody has it. Throws where buffers of that kind are refused. */
  view(address: bigint, bytes: number): ArrayBuffer
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
      declare: <Returned>(declaration: string): CFunction<Returned> => library.func(declaration),
      allocate: (bytes): unknown => koffi.alloc('char', bytes),
      view: (address, bytes): ArrayBuffer => koffi.view(address, bytes),
    }
  } catch {
    return undefined
  }
}
