import { useI18n } from 'vue-i18n'
import type { EndedRun, Outcome } from '../../src-main/contract/run.ts'
import { useMirror } from '../mirror.ts'
import { useShownRun } from '../shown-run.ts'
import { useToasts } from '../toasts.ts'
import { errorText } from '../ui/outcome-words.ts'

const key = 'runs-failed'

/** Whether a person should hear of it unasked: what they ended or cancelled themselves is no news, and who asked to end it hears of survivors at once. */
function isNews({ outcome }: EndedRun): boolean {
  return !['succeeded', 'terminated', 'cancelled'].includes(outcome.kind)
}

/** Tells of runs that failed: one by its name, more by their number, in one toast that counts on while it is shown. */
export function tellOfFailedRuns(): void {
  const { t } = useI18n()
  const mirror = useMirror()
  const toasts = useToasts()
  const shownRun = useShownRun()
  let told: EndedRun[] = []

  function exit(outcome: Extract<Outcome, { kind: 'failed' | 'timed-out' }>): string {
    const { exitStatus } = outcome
    if (outcome.kind === 'failed' && outcome.error) return errorText(outcome.error)
    if (exitStatus === 'threw') return t('ui.outcome.threw')
    return 'code' in exitStatus
      ? t('frame.toasts.exitCode', { code: exitStatus.code })
      : t('frame.toasts.signal', { signal: exitStatus.signal })
  }

  function describe({ name, outcome }: EndedRun): { title: string; text: string } {
    switch (outcome.kind) {
      case 'could-not-start':
        return { title: t('frame.toasts.runCouldNotStart', { name }), text: outcome.error.message }
      case 'lost':
        return { title: t('frame.toasts.runLost', { name }), text: outcome.reason }
      case 'failed':
        return { title: t('frame.toasts.runFailed', { name }), text: exit(outcome) }
      case 'timed-out':
        return { title: t('frame.toasts.runTimedOut', { name }), text: exit(outcome) }
      case 'terminated':
      case 'succeeded':
      case 'cancelled':
        return { title: name, text: '' }
    }
  }

  mirror.onEnded((runs) => {
    const news = runs.filter(isNews)
    const latest = news.at(-1)
    if (!latest) return
    told = toasts.isShown(key) ? [...told, ...news] : news
    const single = told.length === 1 ? describe(latest) : undefined
    toasts.show({
      kind: 'error',
      key,
      title: single?.title ?? t('frame.toasts.runsFailed', told.length),
      text: single?.text ?? [...new Set(told.map(({ name }) => name))].slice(-4).join(', '),
      action: { label: t('frame.toasts.show'), run: () => shownRun.show(latest.runId) },
    })
  })

  mirror.onTrouble((trouble) => {
    toasts.show({
      kind: trouble.code === 'supervisor-lost' ? 'error' : 'warning',
      title: trouble.message,
      key: `trouble:${trouble.code}`,
    })
  })
}
