/** What the stand-in says where Electron has something that it has not. */
export function missing(what: string): Error {
  return new Error(`stand-in for Electron: ${what} is missing`)
}

/** Asked of any object by Node, by promises, by consoles and by assertions. */
const askedOfAll = ['then', 'toJSON', 'constructor', 'default', '__esModule', 'nodeType', 'asymmetricMatch']

/** The object, but a member that it has not throws instead of being undefined: no check can pass by an absence. */
export function strict<Kind extends object>(name: string, object: Kind): Kind {
  return new Proxy(object, {
    get(target, key): unknown {
      if (typeof key === 'string' && !(key in target) && !askedOfAll.includes(key)) throw missing(`${name}.${key}`)
      const value: unknown = Reflect.get(target, key)
      // A method that has private fields to reach does not find them on a proxy.
      if (typeof value !== 'function' || Object.hasOwn(target, key)) return value
      return (value as (...args: unknown[]) => unknown).bind(target)
    },
  })
}

/** A class whose instances are strict. */
export function strictClass<Kind extends new (...parts: never[]) => object>(name: string, kind: Kind): Kind {
  return new Proxy(kind, {
    construct: (target, parts, newTarget) => strict(name, Reflect.construct(target, parts, newTarget) as object),
  })
}

export interface StandInEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

/** An event as Electron's listeners get it. */
export function event<More extends object>(more?: More): StandInEvent & More {
  const made = {
    ...more,
    defaultPrevented: false,
    preventDefault: () => {
      made.defaultPrevented = true
    },
  }
  return made as StandInEvent & More
}
