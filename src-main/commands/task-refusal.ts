import type { Failure } from '../contract/answer.ts'

/** The same refusal in the words of the command line, where the host speaks of fields of its request. */
export function inOptions(failure: Failure): Failure {
  const sentences = failure.issues?.map(({ path, message }) => {
    const field = path.replace(/^tasks\.0\./, '')
    const name = fieldNames.find(([pattern]) => pattern.test(field))?.[1]
    return name === undefined ? undefined : `${name} ${message}.`
  })
  if (failure.code !== 'invalid-request' || !sentences || sentences.includes(undefined)) return failure
  return { ...failure, message: sentences.join(' ') }
}

const fieldNames: [RegExp, string][] = [
  [/^name$/, '--name'],
  [/^folder$/, '--folder'],
  [/^environment/, 'A variable of --env or --secret'],
  [/^secrets/, '--secret'],
  [/^times$/, '--times'],
  [/^command\.line$/, '--shell'],
  [/^command\.module$/, 'The file'],
  [/^command\.args/, 'An argument'],
  [/^command/, 'The command'],
]
