import { useI18n } from 'vue-i18n'
import { cutMiddle, visibleControls } from '../../../src-main/contract/command-line.ts'
import type { RunId } from '../../../src-main/contract/run.ts'
import { useShownRun } from '../../shown-run.ts'
import { useToasts } from '../../toasts.ts'
import { formatCount } from '../../ui/format.ts'
import type { Draft } from './draft.ts'

/** Characters of the command as a toast names it. */
const shownLength = 40

/** Gives what tells that the runs of a draft were added, and leads to the first of them. */
export function useTellAdded(): (draft: Readonly<Draft>, runIds: readonly RunId[]) => void {
  const { t } = useI18n()
  const shownRun = useShownRun()
  const toasts = useToasts()
  return (draft, runIds) => {
    const [first] = runIds
    if (first === undefined) return
    const command = draft.kind === 'function' ? draft.functionName : draft.text
    const name = draft.name.trim() || cutMiddle(visibleControls(command.trim()), shownLength)
    toasts.show({
      kind: 'success',
      // One after the other, not a pile of them.
      key: 'task-added',
      title: t('newTask.added', { name, n: formatCount(runIds.length) }, runIds.length),
      action: { label: t('newTask.show'), run: () => shownRun.show(first) },
    })
  }
}
