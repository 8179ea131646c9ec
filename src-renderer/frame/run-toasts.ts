import { useI18n } from 'vue-i18n'
import { wordsOfEnd } from '../../src-main/contract/outcome-words.ts'
import type { EndedRun } from '../../src-main/contract/run.ts'
import { useMirror } from '../mirror.ts'
import { useShownRun } from '../shown-run.ts'
import { useToasts } from '../toasts.ts'

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

  function describe({ name, outcome }: EndedRun): { title: string; text: string } {
    const title = t('frame.toasts.runEnded', { name, outcome: t(`ui.outcome.${outcome.kind}.after`) })
    if (outcome.kind === 'lost') return { title, text: outcome.reason }
    const words = wordsOfEnd(outcome)
    return { title, text: words ? t(`ui.end.${words.key}`, words.named) : '' }
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
