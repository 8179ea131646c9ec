import { type Parsed, parseOptions, unexpected } from './options.ts'

/** For commands that take `--json` and nothing else. */
export function parseNoOperands(args: string[]): Parsed<{ isJson: boolean }> {
  const parsed = parseOptions(args, { json: 'switch' })
  if (parsed.kind !== 'options') return parsed
  const { options, operands, rest = [] } = parsed.value
  const extra = [...operands, ...rest]
  return extra.length > 0 ? unexpected(extra) : { kind: 'options', value: { isJson: options.json } }
}
