import { type ComputedRef, type Ref, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RunDescription } from '../../../src-main/contract/run.ts'
import type { Described } from './described-run.ts'
import type { LogWindow } from './log-window.ts'

type StartedRun = Exclude<RunDescription['run'], { phase: 'queued' }>

export interface EmptyOutput {
  /** The run whose log can be read; undefined if it has none. */
  started: ComputedRef<StartedRun | undefined>
  /** Why there is no output to show; undefined if there is some, or the run waits. */
  emptyText: ComputedRef<string | undefined>
}

/** What the panel says in place of output. `log`: what was read of it. */
export function useEmptyOutput(described: Ref<Described>, log: Ref<LogWindow | undefined>): EmptyOutput {
  const { t } = useI18n()
  const run = computed(() => (described.value.state === 'known' ? described.value.description.run : undefined))
  const started = computed(() =>
    run.value && run.value.phase !== 'queued' && run.value.attempt > 0 ? run.value : undefined,
  )
  const isRemoved = computed(() => {
    const isNoted = run.value?.phase === 'ended' && run.value.notes.some(({ kind }) => kind === 'log-removed')
    return isNoted || (log.value !== undefined && log.value.size > 0 && log.value.keptFrom >= log.value.size)
  })
  const emptyText = computed(() => {
    if (described.value.state === 'none') return t('output.none')
    if (described.value.state === 'unknown') return t('output.cleared')
    const ended = run.value?.phase === 'ended' ? run.value : undefined
    if (ended?.outcome.kind === 'could-not-start') return ended.outcome.error.message
    if (ended && !started.value) return t('output.empty.neverStarted')
    if (isRemoved.value) return t('output.empty.removed')
    if (started.value && log.value?.size === 0) return t(log.value.isLive ? 'output.empty.live' : 'output.empty.ended')
    return undefined
  })
  return { started, emptyText }
}
