/** What one end tells the other. Functions and promises stay where they are and travel as numbers. */
type Message =
  | { kind: 'call'; id: number; args: Packed[] }
  | { kind: 'returned'; ok: boolean; value: Packed }
  | { kind: 'settled'; id: number; ok: boolean; value: Packed }
  | { kind: 'expose'; name: string; value: Packed }

type Packed =
  | ['value', unknown]
  | ['error', string]
  | ['theirs', number]
  | ['yours', number]
  | ['promise', number]
  | ['list', Packed[]]
  | ['object', [string, Packed][]]

type AnyFunction = (...args: unknown[]) => unknown

export interface Bridge {
  expose(name: string, api: unknown): void
  onOpen(listener: (url: string) => void): void
  divertOpening(): void
}

/**
 * One end of the context bridge. Two ends, in two worlds of one document, talk by events whose names the page never
 * learns: dispatching is synchronous, and Chromium clones `detail` for the other world. Its source text runs in the
 * page: it must not use anything from outside.
 */
export function createBridge(mine: string, theirs: string): Bridge {
  const CustomEventOfPage = CustomEvent
  const dispatch = EventTarget.prototype.dispatchEvent.bind(window)
  const functions = new Map<number, AnyFunction>()
  const numbers = new WeakMap<AnyFunction, number>()
  const remote = new WeakMap<AnyFunction, number>()
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>()
  let lastId = 0
  let returned: { ok: boolean; value: Packed } | undefined

  const post = (detail: Message): void => void dispatch(new CustomEventOfPage(theirs, { detail }))
  const isCloneable = (value: unknown): boolean => {
    try {
      structuredClone(value)
      return true
    } catch {
      return false
    }
  }
  // Electron refuses a Proxy (a Vue reactive, say); a script can tell one only by the engine's words.
  const isProxy = (value: unknown): boolean => {
    try {
      structuredClone(value)
      return false
    } catch (error) {
      return /: (#<Object>|\[object Array\]) could not be cloned/.test((error as Error).message)
    }
  }
  const uncloneable = (): Error => new Error('An object could not be cloned.')
  const packError = (error: unknown): Packed => ['error', error instanceof Error ? error.message : String(error)]

  function pack(value: unknown): Packed {
    if (typeof value === 'function') return packFunction(value as AnyFunction)
    if (value instanceof Promise) return packPromise(value)
    if (value instanceof Error) return packError(value)
    if (isCloneable(value)) return ['value', value]
    if (isProxy(value)) throw uncloneable()
    if (Array.isArray(value)) return ['list', value.map(pack)]
    if (Object.prototype.toString.call(value) !== '[object Object]') throw uncloneable()
    return ['object', Object.entries(value as object).map(([key, item]) => [key, pack(item)])]
  }

  function packFunction(value: AnyFunction): Packed {
    const theirNumber = remote.get(value)
    if (theirNumber !== undefined) return ['yours', theirNumber]
    const number = numbers.get(value) ?? ++lastId
    numbers.set(value, number)
    functions.set(number, value)
    return ['theirs', number]
  }

  function packPromise(value: Promise<unknown>): Packed {
    const id = ++lastId
    value.then(
      (result) => {
        post({ kind: 'settled', id, ok: true, value: pack(result) })
      },
      (error: unknown) => {
        post({ kind: 'settled', id, ok: false, value: packError(error) })
      },
    )
    return ['promise', id]
  }

  function unpack([kind, content]: Packed): unknown {
    switch (kind) {
      case 'value':
        return content
      case 'error':
        // The message alone crosses, as in Electron.
        return new Error(content)
      case 'yours':
        return functions.get(content)
      case 'list':
        return content.map(unpack)
      case 'object':
        return Object.fromEntries(content.map(([key, item]) => [key, unpack(item)]))
      case 'promise':
        return new Promise((resolve, reject) => promises.set(content, { resolve, reject }))
      case 'theirs': {
        const call = (...args: unknown[]): unknown => ask({ kind: 'call', id: content, args: args.map(pack) })
        remote.set(call, content)
        return call
      }
    }
  }

  function ask(message: Message): unknown {
    returned = undefined
    post(message)
    const result = returned as { ok: boolean; value: Packed } | undefined
    returned = undefined
    if (!result) throw new Error('The other end of the context bridge is gone')
    const value = unpack(result.value)
    if (result.ok) return value
    throw value
  }

  function answer(produce: () => unknown): void {
    let message: Message
    try {
      message = { kind: 'returned', ok: true, value: pack(produce()) }
    } catch (error) {
      message = { kind: 'returned', ok: false, value: packError(error) }
    }
    post(message)
  }

  function freeze(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    Object.values(value).forEach(freeze)
    return Object.freeze(value)
  }

  window.addEventListener(mine, (received) => {
    const message = (received as CustomEvent<Message>).detail
    if (message.kind === 'returned') returned = message
    else if (message.kind === 'call') answer(() => functions.get(message.id)?.(...message.args.map(unpack)))
    else if (message.kind === 'expose') {
      answer(() => {
        Object.defineProperty(window, message.name, { value: freeze(unpack(message.value)), enumerable: true })
      })
    } else {
      const promise = promises.get(message.id)
      promises.delete(message.id)
      if (message.ok) promise?.resolve(unpack(message.value))
      else promise?.reject(unpack(message.value))
    }
  })

  return {
    expose: (name, api) => ask({ kind: 'expose', name, value: pack(api) }),
    onOpen: (listener) => functions.set(0, listener as AnyFunction),
    // A popup that has to be closed again can hang its opener while another client holds it paused: it never starts.
    divertOpening: () => {
      const open = (url: string): null => {
        ask({ kind: 'call', id: 0, args: [pack(new URL(url, location.href).href)] })
        return null
      }
      window.open = (url = 'about:blank') => open(String(url))
      window.addEventListener('click', (click) => {
        const link = click.composedPath().find((part) => part instanceof HTMLAnchorElement)
        if (link?.target !== '_blank' || click.defaultPrevented) return
        click.preventDefault()
        open(link.href)
      })
    },
  }
}
