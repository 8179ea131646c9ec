import type { CLibraryState } from '../contract/diagnostics.ts'

/** A function of the C library. `async`: in another thread; calls back with what it returned. */
export interface CFunction<Returned = number> {
  (...values: unknown[]): Returned
  async(...values: unknown[]): void
}

/** The C library of this process, by koffi. A wrong call ends the process: declare exactly what its manual says. */
export interface CLibrary {
  /** Throws if there is no such function. A pointer is returned as a `bigint`. */
  declare<Returned = number>(declaration: string): CFunction<Returned>
  /** Zeroed memory that is never given back. */
  allocate(bytes: number): unknown
  /** The memory at an address itself, no copy: whoever unmaps it must know that nobody has it. Throws where buffers of that kind are refused. */
  view(address: bigint, bytes: number): ArrayBuffer
}

let opened: Promise<{ library?: CLibrary; state: CLibraryState }> | undefined

/** Undefined if it cannot be called; `cLibraryState` says why. */
export async function openCLibrary(): Promise<CLibrary | undefined> {
  return (await (opened ??= open())).library
}

/** Loads the library if nobody has yet. */
export async function cLibraryState(): Promise<CLibraryState> {
  return (await (opened ??= open())).state
}

async function open(): Promise<{ library?: CLibrary; state: CLibraryState }> {
  if (process.platform !== 'linux') return { state: { kind: 'absent', reason: 'It is used on Linux only.' } }
  try {
    const koffi = await import('koffi')
    const library = koffi.load(null)
    return {
      library: {
        declare: <Returned>(declaration: string): CFunction<Returned> => library.func(declaration),
        allocate: (bytes): unknown => koffi.alloc('char', bytes),
        view: (address, bytes): ArrayBuffer => koffi.view(address, bytes),
      },
      state: { kind: 'loaded' },
    }
  } catch (error) {
    return { state: stateAfter(error) }
  }
}

/** Node's message tells a package that is missing from a file that is missing within a package. */
function stateAfter(error: unknown): CLibraryState {
  const { code, message } = error as NodeJS.ErrnoException
  const isAbsent = code === 'ERR_MODULE_NOT_FOUND' && message.startsWith("Cannot find package 'koffi'")
  return isAbsent
    ? { kind: 'absent', reason: 'The package koffi is not installed.' }
    : { kind: 'failed', reason: message }
}
