import type { ContextMenuItem } from '@nuxt/ui'
import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RunId } from '../../../src-main/contract/run.ts'
import { unawaited } from '../../unawaited.ts'

/** What can be done with the selected waiting runs; `selectEvery` selects all that wait. */
export interface WaitingActions {
  moveToFront(): Promise<void>
  copyCommands(): Promise<void>
  editAgain(runId: RunId): Promise<void>
  cancel(): Promise<void>
  selectEvery(): Promise<void>
}

export interface WaitingMenu {
  items: ComputedRef<ContextMenuItem[][]>
  /** What its keys do; true where it was one of them. */
  press: (event: KeyboardEvent) => boolean
}

/** The actions on waiting runs, by menu and by keys. */
export function useWaitingMenu(selected: ComputedRef<readonly RunId[]>, actions: WaitingActions): WaitingMenu {
  const { t } = useI18n()
  return {
    items: computed(() => {
      const [only] = selected.value
      return [
        [
          {
            label: t('queue.waiting.moveToFront'),
            icon: 'i-lucide-arrow-up-to-line',
            kbds: ['Alt', 'Home'],
            onSelect: () => unawaited(actions.moveToFront()),
          },
        ],
        [
          {
            label: t('queue.copyCommand'),
            icon: 'i-lucide-copy',
            kbds: ['Ctrl', 'C'],
            onSelect: () => unawaited(actions.copyCommands()),
          },
          {
            label: t('queue.ended.editAgain'),
            icon: 'i-lucide-pencil',
            disabled: selected.value.length !== 1,
            onSelect: () => {
              if (only !== undefined) unawaited(actions.editAgain(only))
            },
          },
        ],
        [
          {
            label: t('queue.waiting.cancel'),
            icon: 'i-lucide-ban',
            kbds: ['Del'],
            color: 'error',
            onSelect: () => unawaited(actions.cancel()),
          },
        ],
      ]
    }),
    press(event) {
      const hasCommandKey = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      if (key === 'delete') unawaited(actions.cancel())
      else if (event.altKey && key === 'home') unawaited(actions.moveToFront())
      else if (hasCommandKey && key === 'c') unawaited(actions.copyCommands())
      else if (hasCommandKey && key === 'a') unawaited(actions.selectEvery())
      else return false
      return true
    },
  }
}
