import { useI18n } from 'vue-i18n'
import type { TargetResult } from '../../../src-main/contract/run-targets.ts'
import { limits } from '../../../src-main/contract/limits.ts'
import type { EndedRun, RunId, RunSummary } from '../../../src-main/contract/run.ts'
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
  /** Asks first from two runs on. False if the person kept them. */
  cancel(runIds: readonly RunId[]): Promise<boolean>
  /** The same for everything that waits now. */
  cancelAll(): Promise<void>
  moveToFront(runIds: readonly RunId[]): Promise<void>
  runAgain(runIds: readonly RunId[]): Promise<void>
  /** Opens the New task dialog with this run's task in it. */
  editAgain(runId: RunId): Promise<void>
  /** Asks first: their output goes with them. */
  clear(runs: readonly Pick<EndedRun, 'runId' | 'name'>[]): Promise<void>
  /** Asks first, and leaves what ends meanwhile. `isFiltered`: not all of them are shown. */
  clearAll(isFiltered: boolean): Promise<void>
  /** The whole commands, one a line, also of rows that show them cut. */
  copyCommands(runs: readonly RunSummary[]): Promise<void>
}

export function useRunActions(): RunActions {
  const { t } = useI18n()
  const dialogs = useDialogs()
  const mirror = useMirror()
  const shownRun = useShownRun()
  const toasts = useToasts()

  async function confirmCancel(count: number): Promise<boolean> {
    if (count === 1) return true
    const n = formatCount(count)
    return dialogs.confirm({
      title: t('queue.cancelQuestion.title', { n }, count),
      text: t('queue.cancelQuestion.text'),
      items: [],
      confirmLabel: t('queue.cancelQuestion.confirm', { n }, count),
      keepLabel: t('queue.cancelQuestion.keep'),
    })
  }

  /** The runs that the question is about are the ones that are cancelled, whatever is selected or waits by then. */
  async function cancel(runIds: readonly RunId[]): Promise<boolean> {
    const asked = [...runIds]
    if (asked.length === 0 || !(await confirmCancel(asked.length))) return false
    const results: TargetResult[] = []
    for (let at = 0; at < asked.length; at += limits.targetsPerRequest) {
      const some = await ask('cancel', { runIds: asked.slice(at, at + limits.targetsPerRequest) })
      if (!some) break
      results.push(...some)
    }
    tell(results)
    return true
  }

  function tell(results: readonly TargetResult[]): void {
    const started = results.filter(({ ok, code }) => !ok && code === 'wrong-state').length
    if (started > 0)
      toasts.show({ kind: 'note', title: t('queue.started', started), text: t('queue.startedText', started) })
    const unsaved = results.filter(({ isUnsaved }) => isUnsaved).length
    if (unsaved > 0)
      toasts.show({ kind: 'warning', title: t('queue.unsaved', unsaved), text: t('queue.unsavedText', unsaved) })
  }

  async function confirmClear(runs: readonly { name: string }[]): Promise<boolean> {
    const [first] = runs
    const [n, name] = [formatCount(runs.length), first?.name ?? '']
    return dialogs.confirm({
      title: t('queue.clearQuestion.title', { n, name }, runs.length),
      text: t('queue.clearQuestion.text', { n }, runs.length),
      items: runs.length > 1 ? runs.map((run) => run.name) : [],
      confirmLabel: t('queue.clearQuestion.confirm', { n }, runs.length),
      kind: runs.length === 1 ? 'clear' : undefined,
    })
  }

  return {
    cancel,
    async cancelAll() {
      const runs = await everyWaiting()
      if (runs) await cancel(runs.map(({ runId }) => runId))
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
    async clear(runs) {
      const asked = [...runs]
      if (asked.length === 0 || !(await confirmClear(asked))) return
      await ask('clearEnded', { runIds: asked.map(({ runId }) => runId) })
    },
    async clearAll(isFiltered) {
      const count = mirror.pool ? countsOf(mirror.pool).all : 0
      // What ends while the question is open was not asked about.
      const upTo = mirror.lastSequence()
      if (count === 0) return
      const n = formatCount(count)
      const isConfirmed = await dialogs.confirm({
        title: t('queue.clearQuestion.titleAll', { n }, count),
        text: t(isFiltered ? 'queue.clearQuestion.textFiltered' : 'queue.clearQuestion.text', { n }, count),
        items: [],
        confirmLabel: t('queue.clearQuestion.confirm', { n }, count),
      })
      if (isConfirmed) await ask('clearEnded', { upTo })
    },
    async copyCommands(runs) {
      await copyText((await Promise.all(runs.map(wholeCommand))).join('\n'))
    },
  }
}
