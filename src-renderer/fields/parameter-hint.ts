import type { FunctionParameter } from '../../src-main/contract/module-listing.ts'

/** `number = 3`, `string`, `= 3`; empty where the source tells neither. */
export function parameterHint({ type = '', default: value }: FunctionParameter): string {
  return [type, value === undefined ? '' : `= ${value}`].filter((part) => part !== '').join(' ')
}

/** `(file, …parts)` */
export function signature(parameters: readonly FunctionParameter[]): string {
  return `(${parameters.map(({ name, isRest }) => `${isRest ? '…' : ''}${name}`).join(', ')})`
}
