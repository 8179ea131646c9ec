import { useI18n } from 'vue-i18n'
import type { Settings } from '../../../src-main/contract/settings.ts'
import { request } from '../../client.ts'
import { useDialogs } from '../../dialogs.ts'
import { useMirror } from '../../mirror.ts'
import { formatCount } from '../../ui/format.ts'
import { countsOf } from '../../ended-filter.ts'
import { type Deletion, deletionBy } from './deletions.ts'

/** What became of a change; `kept`: the person kept things as they are when told what would be deleted. */
export type Changed = { state: 'saved' | 'kept' } | { state: 'refused'; reason: string }

/** Saves a change of the settings, after asking where it deletes something. */
export function useChangeSettings(): (change: Partial<Settings>) => Promise<Changed> {
  const { t } = useI18n()
  const dialogs = useDialogs()
  const mirror = useMirror()

  function confirmDeletion(deletion: Exclude<Deletion, { kind: 'none' }>): Promise<boolean> {
    const isLogs = deletion.kind === 'logs'
    const count = isLogs ? undefined : deletion.count
    return dialogs.confirm({
      kind: 'lower-limit',
      title: isLogs
        ? t('settings.deleteQuestion.titleLogs')
        : count === undefined
          ? t('settings.deleteQuestion.titleUnknown')
          : t('settings.deleteQuestion.title', { n: formatCount(count) }, count),
      text: isLogs ? t('settings.deleteQuestion.textLogs') : t('settings.deleteQuestion.text'),
      items: [],
      confirmLabel: t('settings.deleteQuestion.confirm'),
      keepLabel: t('settings.deleteQuestion.keep'),
    })
  }

  return async (change) => {
    if (mirror.settings && mirror.pool) {
      const history = { newest: mirror.ended, total: countsOf(mirror.pool).all }
      const deletion = deletionBy(change, mirror.settings, history, Date.now())
      if (deletion.kind !== 'none' && !(await confirmDeletion(deletion))) return { state: 'kept' }
    }
    const answer = await request('changeSettings', change)
    if (!answer.ok) return { state: 'refused', reason: t('settings.failed', { reason: answer.message }) }
    mirror.takeSettings(answer.value)
    return { state: 'saved' }
  }
}
