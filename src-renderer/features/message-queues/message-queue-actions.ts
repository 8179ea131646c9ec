import type { ContextMenuItem } from '@nuxt/ui'
import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { MessageQueue } from '../../../src-main/contract/message-queue.ts'
import { ask } from '../../ask.ts'
import { copyText } from '../../clipboard.ts'
import { useDialogs } from '../../dialogs.ts'
import { useToasts } from '../../toasts.ts'
import { formatCount } from '../../ui/format.ts'
import { unawaited } from '../../unawaited.ts'

export interface MessageQueueActions {
  canClose: ComputedRef<boolean>
  isAnySelected: ComputedRef<boolean>
  close(): void
  /** Asks first. */
  remove(): void
  copyName(): void
  menu: ComputedRef<ContextMenuItem[][]>
  /** What its keys do; true where it was one of them. */
  press(event: KeyboardEvent): boolean
}

/** What toolbar, menu and keys do with the selected message queues. Failures are told here. */
export function useMessageQueueActions(selected: () => readonly MessageQueue[]): MessageQueueActions {
  const { t } = useI18n()
  const dialogs = useDialogs()
  const toasts = useToasts()

  const canClose = computed(() => selected().some(({ isOpen }) => isOpen))
  const isAnySelected = computed(() => selected().length > 0)

  async function close(): Promise<void> {
    for (const { id } of selected().filter(({ isOpen }) => isOpen)) await ask('closeMessageQueue', { id })
  }

  async function remove(): Promise<void> {
    // The queues that the question names are the ones that are removed, whatever is selected by then.
    const queues = [...selected()]
    const [first] = queues
    if (!first) return
    const waiting = queues.reduce((sum, { depth }) => sum + depth, 0)
    const n = formatCount(queues.length)
    const messages = t('messageQueues.question.messages', { n: formatCount(waiting) }, waiting)
    const isConfirmed = await dialogs.confirm({
      title: t('messageQueues.question.title', { name: first.name, n }, queues.length),
      text: `${messages} ${t('messageQueues.question.text', queues.length)}`,
      items: queues.map(({ name, depth }) => t('messageQueues.question.item', { name, n: formatCount(depth) }, depth)),
      confirmLabel: t('messageQueues.question.confirm', { n }, queues.length),
    })
    if (!isConfirmed) return
    let dropped = 0
    for (const { id } of queues) dropped += (await ask('removeMessageQueue', { id }))?.dropped ?? 0
    if (dropped > 0)
      toasts.show({ kind: 'note', title: t('messageQueues.dropped', { n: formatCount(dropped) }, dropped) })
  }

  async function copyName(): Promise<void> {
    await copyText(
      selected()
        .map(({ name }) => name)
        .join('\n'),
    )
  }

  return {
    canClose,
    isAnySelected,
    close: () => unawaited(close()),
    remove: () => unawaited(remove()),
    copyName: () => unawaited(copyName()),
    menu: computed(() => [
      [
        {
          label: t('messageQueues.copyName'),
          icon: 'i-lucide-copy',
          kbds: ['Ctrl', 'C'],
          onSelect: () => unawaited(copyName()),
        },
      ],
      [
        {
          label: t('messageQueues.close'),
          icon: 'i-lucide-lock',
          disabled: !canClose.value,
          onSelect: () => unawaited(close()),
        },
        {
          label: t('messageQueues.removeMenu'),
          icon: 'i-lucide-trash-2',
          kbds: ['Del'],
          color: 'error',
          onSelect: () => unawaited(remove()),
        },
      ],
    ]),
    press(event) {
      if (event.key === 'Delete') unawaited(remove())
      else if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) unawaited(copyName())
      else return false
      return true
    },
  }
}
