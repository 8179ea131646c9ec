import type { RequestInput, RequestName, RequestValue } from '../src-main/contract/contract.ts'
import { request } from './client.ts'
import { useToasts } from './toasts.ts'

/** Asks the host and tells the person if it fails. Undefined means: failed, and said so. */
export async function ask<Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestValue<Name> | undefined> {
  const answer = await request(name, input)
  if (answer.ok) return answer.value
  useToasts().show({ kind: 'error', title: answer.message, key: `request:${name}:${answer.code}` })
  return undefined
}
