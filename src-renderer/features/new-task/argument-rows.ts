import type { FunctionParameter } from '../../../src-main/contract/module-listing.ts'

/** A field of the form for a function's arguments. */
export interface ArgumentRow {
  /** Undefined where the source does not name it. */
  parameter?: FunctionParameter
  /** It may be taken away: the function asks for no argument there. */
  isExtra: boolean
}

/** A row for each parameter, and for what is given beyond them. @param count arguments that there are */
export function argumentRows(parameters: readonly FunctionParameter[] | undefined, count: number): ArgumentRow[] {
  const named = (parameters ?? []).filter(({ isRest }) => !isRest)
  const rest = parameters?.find(({ isRest }) => isRest)
  return Array.from({ length: Math.max(named.length, count) }, (_, at): ArgumentRow => {
    const parameter = named[at] ?? rest
    return { ...(parameter && { parameter }), isExtra: at >= named.length }
  })
}

/** Whether the function may take more arguments than it names. */
export function takesMore(parameters: readonly FunctionParameter[] | undefined): boolean {
  return parameters === undefined || parameters.some(({ isRest }) => isRest)
}
