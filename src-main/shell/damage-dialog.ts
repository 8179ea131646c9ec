import type { Dialog } from 'electron'
import type { Failure } from '../contract/answer.ts'
import type { OnDamage } from '../engine/index.ts'
import { texts } from './texts.ts'

type Choice = Exclude<OnDamage, 'refuse'> | 'quit'

/**
 * Asks what should take the place of a database that cannot be used. Closing the box means quitting, and so does the default
 * button for a database of a newer version: nothing is wrong with that one. Undefined if the failure is another one.
 */
export async function askAboutDamage(
  dialog: Pick<Dialog, 'showMessageBox'>,
  { message, details = {} }: Failure,
): Promise<Choice | undefined> {
  if (details.isDamaged === undefined) return undefined
  const isTooNew = details.isTooNew !== undefined
  const choices: Choice[] = [...(details.backup === undefined ? [] : ['restore' as const]), 'start-empty', 'quit']
  const last = choices.length - 1
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    buttons: choices.map((choice) => texts.damage[choice]),
    defaultId: isTooNew || choices[0] !== 'restore' ? last : 0,
    cancelId: last,
    noLink: true,
    message: isTooNew ? texts.damage.titleTooNew : texts.damage.title,
    detail: message,
  })
  return choices[response]
}
