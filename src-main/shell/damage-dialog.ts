import type { Dialog } from 'electron'
import type { Failure } from '../contract/answer.ts'
import type { OnDamage } from '../engine/index.ts'
import { texts } from './texts.ts'

type Choice = Exclude<OnDamage, 'refuse'> | 'quit'

/**
 * Asks what shall take the place of a database that was damaged and moved aside; closing the box means quitting.
 * Undefined where the failure is another one.
 */
export async function askAboutDamage(
  dialog: Pick<Dialog, 'showMessageBox'>,
  { message, details = {} }: Failure,
): Promise<Choice | undefined> {
  if (details.isDamaged === undefined) return undefined
  const choices: Choice[] = [...(details.backup === undefined ? [] : ['restore' as const]), 'start-empty', 'quit']
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    buttons: choices.map((choice) => texts.damage[choice]),
    defaultId: 0,
    cancelId: choices.length - 1,
    noLink: true,
    message: texts.damage.title,
    detail: message,
  })
  return choices[response]
}
