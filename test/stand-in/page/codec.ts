export interface Codec {
  encode(value: unknown): string
  decode(text: string): unknown
}

/**
 * Values to JSON text and back, keeping what a structured clone keeps of the kinds that a caller may send, right or
 * wrong: undefined, NaN, bigint, Date, Map, Set, bytes, cycles. Its source text also runs in the page: it must not use
 * anything from outside.
 */
export function createCodec(): Codec {
  interface Tagged {
    $: string
    value?: unknown
  }
  const tagged = ($: string, value?: unknown): Tagged => (value === undefined ? { $ } : { $, value })
  const isTagged = (value: object): value is Tagged => Object.hasOwn(value, '$')

  function encode(root: unknown): string {
    const seen = new Map<object, number>()
    function write(value: unknown): unknown {
      if (value === undefined) return tagged('undefined')
      if (typeof value === 'bigint') return tagged('bigint', String(value))
      if (Object.is(value, -0)) return tagged('number', '-0')
      if (typeof value === 'number' && !Number.isFinite(value)) return tagged('number', String(value))
      if (typeof value !== 'object' || value === null) return value
      const known = seen.get(value)
      if (known !== undefined) return tagged('again', known)
      seen.set(value, seen.size)
      if (Array.isArray(value)) return value.map(write)
      if (value instanceof Date) return tagged('date', value.getTime())
      if (value instanceof Map)
        return tagged(
          'map',
          Array.from(value, ([key, item]) => [write(key), write(item)]),
        )
      if (value instanceof Set) return tagged('set', Array.from(value, write))
      if (value instanceof Error) return tagged('error', value.message)
      if (value instanceof Uint8Array) return tagged('bytes', Array.from(value))
      const entries = Object.entries(value).map(([key, item]) => [key, write(item)])
      const plain: unknown = Object.fromEntries(entries)
      return Object.hasOwn(value, '$') ? tagged('object', plain) : plain
    }
    return JSON.stringify(write(root))
  }

  function decode(text: string): unknown {
    const seen: unknown[] = []
    function keep<Value>(value: Value): Value {
      seen.push(value)
      return value
    }
    function readObject(source: object): unknown {
      const made = keep<Record<string, unknown>>({})
      for (const [key, item] of Object.entries(source)) {
        // An assignment to `__proto__` would do something else.
        Object.defineProperty(made, key, { value: read(item), enumerable: true, writable: true, configurable: true })
      }
      return made
    }
    function readTagged({ $, value }: Tagged): unknown {
      if ($ === 'undefined') return undefined
      if ($ === 'bigint') return BigInt(value as string)
      if ($ === 'number') return Number(value)
      if ($ === 'again') return seen[value as number]
      if ($ === 'date') return keep(new Date((value as number | null) ?? NaN))
      if ($ === 'error') return keep(new Error(value as string))
      if ($ === 'bytes') return keep(Uint8Array.from(value as number[]))
      if ($ === 'object') return readObject(value as object)
      if ($ === 'set') {
        const made = keep(new Set())
        for (const item of value as unknown[]) made.add(read(item))
        return made
      }
      const made = keep(new Map())
      for (const [key, item] of value as [unknown, unknown][]) made.set(read(key), read(item))
      return made
    }
    function read(source: unknown): unknown {
      if (typeof source !== 'object' || source === null) return source
      if (isTagged(source)) return readTagged(source)
      if (!Array.isArray(source)) return readObject(source)
      const made = keep<unknown[]>([])
      for (const item of source) made.push(read(item))
      return made
    }
    return read(JSON.parse(text))
  }

  return { encode, decode }
}
