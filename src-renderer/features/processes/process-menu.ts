import type { ContextMenuItem } from '@nuxt/ui'
import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { useProcessActions } from './process-actions.ts'

export interface ProcessMenu {
  items: ComputedRef<ContextMenuItem[][]>
  /** What its keys do; true where it was one of them. */
  press: (event: KeyboardEvent) => boolean
}

/** The actions on the selected rows, by menu and by keys. */
export function useProcessMenu(actions: ReturnType<typeof useProcessActions>): ProcessMenu {
  const { t } = useI18n()
  return {
    items: computed(() => {
      const can = actions.possible.value
      return [
        [
          {
            label: t('processes.terminate'),
            icon: 'i-lucide-square',
            kbds: ['Del'],
            disabled: !can.terminate,
            onSelect: actions.terminate,
          },
          {
            label: t('processes.kill'),
            icon: 'i-lucide-zap',
            kbds: ['Shift', 'Del'],
            disabled: !can.kill,
            onSelect: actions.kill,
          },
        ],
        [
          { label: t('processes.suspend'), icon: 'i-lucide-pause', disabled: !can.suspend, onSelect: actions.suspend },
          { label: t('processes.resume'), icon: 'i-lucide-play', disabled: !can.resume, onSelect: actions.resume },
        ],
        [
          { label: t('processes.copyPid'), icon: 'i-lucide-hash', onSelect: actions.copyPid },
          { label: t('processes.copyCommand'), icon: 'i-lucide-copy', onSelect: actions.copyCommand },
          {
            label: t('processes.showOutput'),
            icon: 'i-lucide-square-terminal',
            kbds: ['Enter'],
            disabled: !can.single,
            onSelect: actions.showOutput,
          },
        ],
      ]
    }),
    press(event) {
      if (event.key === 'Delete' && event.shiftKey) actions.kill()
      else if (event.key === 'Delete') actions.terminate()
      else if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) actions.copyCommand()
      else return false
      return true
    },
  }
}
