import type { DropdownMenuItem } from '@nuxt/ui'
import { type ComputedRef, type Ref, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { copyText } from '../../clipboard.ts'
import { unawaited } from '../../unawaited.ts'
import type { ShownOutput } from './terminal-port.ts'

/** What can be done with the output that is shown, as a menu. `logFile`: where the host has it. */
export function useOutputMenu(
  terminal: Readonly<Ref<ShownOutput | null>>,
  logFile: Ref<string | undefined>,
  openFind: () => void,
): ComputedRef<DropdownMenuItem[][]> {
  const { t } = useI18n()
  return computed(() => [
    [
      {
        label: t('output.copySelection'),
        icon: 'i-lucide-copy',
        kbds: ['Ctrl', 'C'],
        onSelect: () => unawaited(copyText(terminal.value?.selectedText() ?? '')),
      },
      {
        label: t('output.copyAll'),
        icon: 'i-lucide-copy-plus',
        onSelect: () => unawaited(copyText(terminal.value?.allText() ?? '')),
      },
      {
        label: t('output.copyPath'),
        icon: 'i-lucide-file-text',
        disabled: logFile.value === undefined,
        onSelect: () => unawaited(copyText(logFile.value ?? '')),
      },
    ],
    [
      { label: t('output.find'), icon: 'i-lucide-search', kbds: ['Ctrl', 'F'], onSelect: openFind },
      { label: t('output.clear'), icon: 'i-lucide-eraser', onSelect: () => terminal.value?.clear() },
    ],
  ])
}
