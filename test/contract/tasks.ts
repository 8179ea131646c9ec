import fc from 'fast-check'
import { limits } from '../../src-main/contract/limits.ts'
import type { Task } from '../../src-main/contract/task.ts'

/** Whole characters of every plane, without NUL. */
const text = (maxLength: number) =>
  fc.string({ unit: 'binary', maxLength }).map((value) => value.replaceAll('\0', '').toWellFormed())

const shownText = (maxLength: number) =>
  text(maxLength)
    .map((value) => value.replace(/[\u0000-\u001f\u007f-\u009f]/g, ''))
    .filter((value) => value.trim() !== '')

const variableName = text(30).filter(
  (name) =>
    name.trim() !== '' &&
    !name.includes('=') &&
    !['FORKYARD_RUN_ID', '__PROTO__', 'PROTOTYPE', 'CONSTRUCTOR'].includes(name.toUpperCase()),
)

/** Every field in its bounds, and every combination of those that may be left out. */
export const validTask: fc.Arbitrary<Task> = fc.record(
  {
    command: fc.oneof(
      fc.record({
        kind: fc.constant('argv' as const),
        argv: fc
          .tuple(shownText(50), fc.array(text(200), { maxLength: 20 }))
          .map(([program, rest]) => [program, ...rest]),
      }),
      fc.record({ kind: fc.constant('shell' as const), line: text(500).filter((line) => line.trim() !== '') }),
    ),
    name: shownText(limits.nameLength / 2),
    folder: fc.tuple(fc.constantFrom('/', '~/', 'C:\\', '\\\\host\\'), text(100)).map((parts) => parts.join('')),
    environment: fc.dictionary(variableName, text(100), { maxKeys: 10, noNullPrototype: true }),
    colours: fc.boolean(),
    unbuffered: fc.boolean(),
  },
  { requiredKeys: ['command'] },
)
