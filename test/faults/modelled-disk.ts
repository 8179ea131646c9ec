import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Operation } from './trace.ts'

/** Bytes that a disk writes whole or not at all. */
const sector = 512

/** A number from 0 up to 1, as `Math.random`, but the same ones again for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Change = Extract<Operation, { kind: 'wrote' | 'cut' }>
type Naming = Extract<Operation, { kind: 'created' | 'linked' | 'renamed' | 'unlinked' }>

interface ModelledFile {
  /** What certainly survives. */
  durable: Contents
  /** What may be lost, whole or in part. */
  since: Change[]
}

/**
 * What of the operations on a folder survives a loss of power: what was synced, and by chance some of the rest, torn
 * within its writes. Names survive once their folder was synced, before that in the order in which they were given.
 */
export class ModelledDisk {
  readonly #folder: number
  readonly #files = new Map<number, ModelledFile>()
  readonly #names = new Map<string, ModelledFile>()
  #namings: { naming: Naming; file: ModelledFile | undefined }[] = []

  /** @param folder Inode number of the folder itself. */
  constructor(folder: number) {
    this.#folder = folder
  }

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'created':
        // The number of a file that is gone may come again.
        this.#files.set(operation.file, { durable: new Contents(), since: [] })
        this.#name(operation)
        break
      case 'linked':
      case 'renamed':
      case 'unlinked':
        this.#name(operation)
        break
      case 'wrote':
      case 'cut':
        this.#file(operation.file).since.push(operation)
        break
      case 'synced': {
        const file = this.#file(operation.file)
        for (const change of file.since) file.durable.apply(change)
        file.since = []
        break
      }
      case 'folder-synced': {
        const isWithin = (name: string): boolean => name.includes('/') !== (operation.file === this.#folder)
        const [synced, others] = split(this.#namings, ({ naming }) => isWithin(naming.name))
        for (const { naming, file } of synced) rename(this.#names, naming, file)
        this.#namings = others
      }
    }
  }

  /** Writes what survives if the power goes now into a new folder. */
  survive(folder: string, random: () => number): void {
    const names = new Map(this.#names)
    const kept = Math.floor(random() * (this.#namings.length + 1))
    for (const { naming, file } of this.#namings.slice(0, kept)) rename(names, naming, file)
    // Once in four times each nothing and all of what was not synced.
    const mood = random()
    const fate = (): 'lost' | 'torn' | 'kept' => {
      if (mood < 0.25) return 'lost'
      if (mood < 0.5) return 'kept'
      return (['lost', 'torn', 'kept'] as const)[Math.floor(random() * 3)] ?? 'lost'
    }
    for (const [name, { durable, since }] of names) {
      const contents = durable.copy()
      for (const change of since) applyInPart(contents, change, fate(), random)
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, contents.bytes)
    }
  }

  #name(naming: Naming): void {
    const file = naming.kind === 'unlinked' ? undefined : this.#file(naming.file)
    this.#namings.push({ naming, file })
  }

  #file(inode: number): ModelledFile {
    const file = this.#files.get(inode)
    if (!file) throw new Error(`The trace does not say where file ${String(inode)} came from.`)
    return file
  }
}

function rename(names: Map<string, ModelledFile>, naming: Naming, file: ModelledFile | undefined): void {
  if (naming.kind === 'renamed') names.delete(naming.from)
  if (file) names.set(naming.name, file)
  else names.delete(naming.name)
}

function applyInPart(contents: Contents, change: Change, fate: 'lost' | 'torn' | 'kept', random: () => number): void {
  if (fate === 'lost') return
  if (fate === 'kept' || change.kind === 'cut') {
    contents.apply(change)
    return
  }
  const { file, at, bytes } = change
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, (Math.floor((at + from) / sector) + 1) * sector - at)
    if (random() < 0.5) contents.apply({ kind: 'wrote', file, at: at + from, bytes: bytes.subarray(from, to) })
    from = to
  }
}

function split<Item>(items: Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

/** The bytes of a file. */
class Contents {
  #room: Buffer
  #length: number

  constructor(bytes = Buffer.alloc(0)) {
    this.#room = bytes
    this.#length = bytes.length
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  copy(): Contents {
    return new Contents(Buffer.from(this.bytes))
  }

  apply(change: Change): void {
    if (change.kind === 'cut') {
      this.#grow(change.length)
      this.#room.fill(0, change.length)
      this.#length = change.length
      return
    }
    const end = change.at + change.bytes.length
    this.#grow(end)
    change.bytes.copy(this.#room, change.at)
    this.#length = Math.max(this.#length, end)
  }

  #grow(length: number): void {
    if (length <= this.#room.length) return
    const room = Buffer.alloc(Math.max(length, this.#room.length * 2))
    this.bytes.copy(room)
    this.#room = room
  }
}
