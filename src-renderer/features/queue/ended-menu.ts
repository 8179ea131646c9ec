import type { ContextMenuItem } from '@nuxt/ui'
import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { wordsOfEnd } from '../../../src-main/contract/outcome-words.ts'
import type { EndedRun } from '../../../src-main/contract/run.ts'
import { copyText } from '../../clipboard.ts'
import { useShownRun } from '../../shown-run.ts'
import { formatDateAndTime } from '../../ui/format.ts'
import type { RunActions } from './run-actions.ts'
import { unawaited } from '../../unawaited.ts'

export interface EndedMenu {
  items: ComputedRef<ContextMenuItem[][]>
  /** What its keys do; true where it was one of them. */
  press: (event: KeyboardEvent) => boolean
}

/** What can be done with the selected ended runs, by menu and by keys. */
export function useEndedMenu(
  selected: ComputedRef<readonly EndedRun[]>,
  isRequeue: ComputedRef<boolean>,
  actions: RunActions,
): EndedMenu {
  const { t } = useI18n()
  const shownRun = useShownRun()
  const runIds = computed(() => selected.value.map(({ runId }) => runId))

  /** Rows as lines of a table, for a spreadsheet or a message. */
  async function copyRows(): Promise<void> {
    const lines = selected.value.map((run) => {
      const exit = wordsOfEnd(run.outcome)
      return [
        run.name,
        run.command,
        t(`ui.state.${run.outcome.kind}`),
        exit ? t(`ui.end.${exit.key}`, exit.named) : '',
        formatDateAndTime(run.endedAt),
      ]
    })
    await copyText(lines.map((cells) => cells.join('\t')).join('\n'))
  }

  return {
    items: computed(() => {
      const [only] = runIds.value
      const isOne = runIds.value.length === 1 && only !== undefined
      return [
        [
          {
            label: t('queue.ended.showOutput'),
            icon: 'i-lucide-square-terminal',
            kbds: ['Enter'],
            disabled: !isOne,
            onSelect: () => {
              if (only !== undefined) shownRun.show(only)
            },
          },
          {
            label: isRequeue.value ? t('queue.ended.requeue') : t('queue.ended.runAgain'),
            icon: 'i-lucide-rotate-ccw',
            kbds: ['Ctrl', 'Enter'],
            onSelect: () => unawaited(actions.runAgain(runIds.value)),
          },
          {
            label: t('queue.ended.editAgain'),
            icon: 'i-lucide-pencil',
            disabled: !isOne,
            onSelect: () => {
              if (only !== undefined) unawaited(actions.editAgain(only))
            },
          },
        ],
        [
          { label: t('queue.copy'), icon: 'i-lucide-copy', kbds: ['Ctrl', 'C'], onSelect: () => unawaited(copyRows()) },
          {
            label: t('queue.copyCommand'),
            icon: 'i-lucide-terminal',
            onSelect: () => unawaited(actions.copyCommands(selected.value)),
          },
        ],
        [
          {
            label: t('queue.ended.clear'),
            icon: 'i-lucide-eraser',
            kbds: ['Del'],
            onSelect: () => unawaited(actions.clear(selected.value)),
          },
        ],
      ]
    }),
    press(event) {
      const hasCommandKey = event.ctrlKey || event.metaKey
      if (event.key === 'Delete') unawaited(actions.clear(selected.value))
      else if (hasCommandKey && event.key === 'Enter') unawaited(actions.runAgain(runIds.value))
      else if (hasCommandKey && event.key.toLowerCase() === 'c') unawaited(copyRows())
      else return false
      return true
    },
  }
}
