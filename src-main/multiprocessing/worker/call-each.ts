import { isThenable } from './thenable.ts'

export type Callable = (...args: unknown[]) => unknown

/** What it returns for each list of arguments, one after another; a promise only if one has to be waited for. */
export function callEach(call: Callable, lists: unknown[][]): unknown[] | Promise<unknown[]> {
  const values: unknown[] = []
  for (const [index, args] of lists.entries()) {
    const value = call(...args)
    if (isThenable(value)) return callRest(call, lists.slice(index + 1), values, value)
    values.push(value)
  }
  return values
}

async function callRest(
  call: Callable,
  lists: unknown[][],
  values: unknown[],
  first: PromiseLike<unknown>,
): Promise<unknown[]> {
  values.push(await first)
  for (const args of lists) values.push(await call(...args))
  return values
}
