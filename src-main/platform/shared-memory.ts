import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { type CLibrary, openCLibrary } from './c-library.ts'

/** Where another process finds memory that this one has made. Plain JSON. */
export interface MemoryPlace {
  pid: number
  /** Of that process. */
  descriptor: number
  bytes: number
  /** In that process, in hexadecimal: its own threads need no mapping of their own. */
  address: string
}

/** Memory in common with other processes. It is given back when nobody has its buffer any more. */
export interface SharedMemory {
  readonly buffer: ArrayBuffer
  readonly place: MemoryPlace
}

/** How this process comes by memory in common with others. */
export interface Memories {
  /** Zeroed. Undefined if the system has none, or no descriptor. It can be opened for as long as it lives. */
  create(bytes: number): SharedMemory | undefined
  /** What another process, or another thread of this one, has made. Undefined if it cannot be reached. */
  open(place: MemoryPlace): ArrayBuffer | undefined
}

/** <sys/mman.h>, Linux: PROT_READ | PROT_WRITE, MAP_SHARED, MFD_CLOEXEC, MAP_FAILED. */
const readAndWrite = 0x1 | 0x2
const shared = 0x01
const closedOnExec = 0x01
const failed = 2n ** 64n - 1n

let opened: Promise<Memories | undefined> | undefined

/**
 * Undefined if there is no such memory: on other systems than Linux with 64 bits, without koffi, and in Electron, whose
 * V8 takes no buffers from outside of its own memory.
 */
export function openMemories(): Promise<Memories | undefined> {
  return (opened ??= openCLibrary().then((library) => {
    const isFit = ['x64', 'arm64'].includes(process.arch) && !('electron' in process.versions)
    if (!library || !isFit) return undefined
    try {
      return memoriesBy(library)
    } catch {
      return undefined
    }
  }))
}

function memoriesBy({ declare, view }: CLibrary): Memories {
  const createDescriptor = declare('int memfd_create(const char *name, unsigned int flags)')
  const mapMemory = declare<bigint>(
    'void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, int64_t offset)',
  )
  const unmap = declare('int munmap(void *address, size_t bytes)')
  // A buffer that is still in somebody's hands must not lose its memory: only the collector knows.
  const registry = new FinalizationRegistry<{ address: bigint; bytes: number; descriptor: number }>(
    ({ address, bytes, descriptor }) => {
      unmap(address, bytes)
      if (descriptor >= 0) closeSync(descriptor)
    },
  )
  const map = (descriptor: number, bytes: number, isOwner: boolean): { buffer: ArrayBuffer; address: bigint } => {
    const address = mapMemory(null, bytes, readAndWrite, shared, descriptor, 0)
    if (address === failed) throw new Error('There is no room for a mapping.')
    const buffer = view(address, bytes)
    registry.register(buffer, { address, bytes, descriptor: isOwner ? descriptor : -1 })
    return { buffer, address }
  }
  return {
    create: (bytes) => {
      const descriptor = createDescriptor('forkyard', closedOnExec)
      if (descriptor < 0) return undefined
      try {
        ftruncateSync(descriptor, bytes)
        const { buffer, address } = map(descriptor, bytes, true)
        return { buffer, place: { pid: process.pid, descriptor, bytes, address: address.toString(16) } }
      } catch {
        closeSync(descriptor)
        return undefined
      }
    },
    open: ({ pid, descriptor, bytes, address }) => {
      let own = -1
      try {
        if (pid === process.pid) return view(BigInt(`0x${address}`), bytes)
        own = openSync(`/proc/${pid}/fd/${descriptor}`, 'r+')
        return map(own, bytes, false).buffer
      } catch {
        return undefined
      } finally {
        if (own >= 0) closeSync(own)
      }
    },
  }
}
