import { useI18n } from 'vue-i18n'
import { limits } from '../../../src-main/contract/limits.ts'
import type { RunId, RunSummary } from '../../../src-main/contract/run.ts'
import { ask } from '../../ask.ts'
import { copyText } from '../../clipboard.ts'
import { useDialogs } from '../../dialogs.ts'
import { countsOf } from '../../ended-filter.ts'
import { useMirror } from '../../mirror.ts'
import { useShownRun } from '../../shown-run.ts'
import { useToasts } from '../../toasts.ts'
import { formatCount } from '../../ui/format.ts'
import { wholeCommand } from '../../whole-command.ts'
import { everyWaiting } from './every-waiting.ts'

/** What a person can do with waiting and ended runs. Each tells of its failure itself. */
export interface RunActions {
  cancel(runIds: readonly RunId[]): Promise<void>
  /** Asks first, then drops everything that waits at that moment. */
  cancelAll(): Promise<void>
  moveToFront(runIds: readonly RunId[]): Promise<void>
  runAgain(runIds: readonly RunId[]): Promise<void>
  /** Opens the New task dialog with this run's task in it. */
  editAgain(runId: RunId): Promise<void>
  clear(runIds: readonly RunId[]): Promise<void>
  /** Asks first. */
  clearAll(): Promise<void>
  /** The whole commands, one a line, also of rows that show them cut. */
  copyCommands(runs: readonly RunSummary[]): Promise<void>
}

export function useRunActions(): RunActions {
  const { t } = useI18n()
  const dialogs = useDialogs()
  const mirror = useMirror()
  const shownRun = useShownRun()
  const toasts = useToasts()

  async function cancel(runIds: readonly RunId[]): Promise<void> {
    if (runIds.length === 0) return
    const results = await ask('cancel', { runIds: [...runIds] })
    const started = results?.filter(({ ok, code }) => !ok && code === 'wrong-state').length ?? 0
    if (started === 0) return
    toasts.show({ kind: 'note', title: t('queue.started', started), text: t('queue.startedText', started) })
  }

  return {
    cancel,
    async cancelAll() {
      const depth = mirror.pool?.depth ?? 0
      if (depth === 0) return
      const isConfirmed = await dialogs.confirm({
        kind: 'cancel-all',
        title: t('queue.cancelAllQuestion.title', { n: formatCount(depth) }, depth),
        text: t('queue.cancelAllQuestion.text'),
        items: [],
        confirmLabel: t('queue.cancelAllQuestion.confirm', depth),
        keepLabel: t('queue.cancelAllQuestion.keep', depth),
      })
      if (!isConfirmed) return
      const runIds = (await everyWaiting())?.map(({ runId }) => runId)
      for (let at = 0; runIds && at < runIds.length; at += limits.targetsPerRequest) {
        await cancel(runIds.slice(at, at + limits.targetsPerRequest))
      }
    },
    async moveToFront(runIds) {
      if (runIds.length > 0) await ask('moveToFront', { runIds: [...runIds] })
    },
    async runAgain(runIds) {
      if (runIds.length === 0) return
      const value = await ask('runAgain', { runIds: [...runIds] })
      const first = value?.runIds[0]
      if (!value || first === undefined) return
      const count = value.runIds.length
      toasts.show({
        kind: 'success',
        title: t('queue.runAgainDone', { n: formatCount(count) }, count),
        action: { label: t('queue.show'), run: () => shownRun.show(first) },
      })
    },
    async editAgain(runId) {
      const description = await ask('describeRun', { runId })
      if (!description) return
      dialogs.openNewTask(description.task)
    },
    async clear(runIds) {
      if (runIds.length > 0) await ask('clearEnded', { runIds: [...runIds] })
    },
    async clearAll() {
      const count = mirror.pool ? countsOf(mirror.pool).all : 0
      if (count === 0) return
      const isConfirmed = await dialogs.confirm({
        kind: 'clear-all',
        title: t('queue.clearAllQuestion.title', { n: formatCount(count) }, count),
        text: t('queue.clearAllQuestion.text'),
        items: [],
        confirmLabel: t('queue.clearAllQuestion.confirm', count),
      })
      if (isConfirmed) await ask('clearEnded', {})
    },
    async copyCommands(runs) {
      await copyText((await Promise.all(runs.map(wholeCommand))).join('\n'))
    },
  }
}
