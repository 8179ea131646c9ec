import { useI18n } from 'vue-i18n'
import type { Settings } from '../../../src-main/contract/settings.ts'
import { request } from '../../client.ts'
import { useDialogs } from '../../dialogs.ts'
import { useMirror } from '../../mirror.ts'
import { countsOf } from '../../ended-filter.ts'
import { deletionBy } from './deletions.ts'
import { questionAbout, unknownQuestion } from './deletion-question.ts'

/** What became of a change; `kept`: the person kept things as they are when told what would be deleted. */
export type Changed = { state: 'saved' | 'kept' } | { state: 'refused'; reason: string }

/** Saves a change of the settings, after asking where it deletes something. */
export function useChangeSettings(): (change: Partial<Settings>) => Promise<Changed> {
  const { t } = useI18n()
  const dialogs = useDialogs()
  const mirror = useMirror()

  /** With exact numbers from the host; without them if they cannot be had. */
  async function confirmDeletion(change: Partial<Settings>, settings: Settings): Promise<boolean> {
    const { keptRuns, keptDays, keptLogBytes } = { ...settings, ...change }
    const counted = await request('countDeletions', { keptRuns, keptDays, keptLogBytes })
    const question = counted.ok ? questionAbout(counted.value) : unknownQuestion
    if (!question) return true
    return dialogs.confirm({
      title: t(`settings.deleteQuestion.${question.key}.title`, question.values, question.count),
      text: t(`settings.deleteQuestion.${question.key}.text`, question.values, question.count),
      items: [],
      confirmLabel: t(`settings.deleteQuestion.${question.key}.confirm`, question.values, question.count),
      keepLabel: t('settings.deleteQuestion.keep'),
    })
  }

  return async (change) => {
    if (mirror.settings && mirror.pool) {
      const history = { newest: mirror.ended, total: countsOf(mirror.pool).all }
      const mayDelete = deletionBy(change, mirror.settings, history, Date.now()).kind !== 'none'
      if (mayDelete && !(await confirmDeletion(change, mirror.settings))) return { state: 'kept' }
    }
    const answer = await request('changeSettings', change)
    if (!answer.ok) return { state: 'refused', reason: t('settings.failed', { reason: answer.message }) }
    mirror.takeSettings(answer.value)
    return { state: 'saved' }
  }
}
