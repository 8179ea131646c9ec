import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { TargetResult } from '../../../src-main/contract/run-targets.ts'
import { ask } from '../../ask.ts'
import { useDialogs } from '../../dialogs.ts'
import { useMirror } from '../../mirror.ts'
import { useShownRun } from '../../shown-run.ts'
import { useToasts } from '../../toasts.ts'
import { formatCount, formatSeconds } from '../../ui/format.ts'
import { copyText } from '../../clipboard.ts'
import { wholeCommand } from '../../whole-command.ts'
import { nameOf, pidOf } from './process-cells.ts'
import type { ProcessRow } from './process-rows.ts'
import { useProcessesView } from './processes-view.ts'
import { endingOf, possibleFor, targetsOf } from './targets.ts'
import { unawaited } from '../../unawaited.ts'

type Signal = 'terminate' | 'kill' | 'suspend' | 'resume'

/** What toolbar, menu and keys do with the selected rows. */
export function useProcessActions() {
  const { t } = useI18n()
  const mirror = useMirror()
  const view = useProcessesView()
  const dialogs = useDialogs()
  const toasts = useToasts()
  const shownRun = useShownRun()

  const possible = computed(() => possibleFor(view.selectedRows, mirror.host?.canSuspend ?? false))

  function describe(row: ProcessRow): string {
    const [name, pid] = [nameOf(row), pidOf(row)]
    return pid === undefined ? t('processes.itemStarting', { name }) : t('processes.item', { name, pid })
  }

  async function signal(name: Signal, rows: readonly ProcessRow[]): Promise<void> {
    const results = await ask(name, { targets: targetsOf(rows) })
    if (results) tell(results)
  }

  /** What is gone already needs no word: it is what was asked for. */
  function tell(results: readonly TargetResult[]): void {
    const survivors = new Map(results.flatMap((result) => result.survivors ?? []).map((each) => [each.pid, each]))
    if (survivors.size > 0) {
      const names = [...survivors.values()]
        .map((survivor) => t(survivor.reason === 'alive' ? 'processes.item' : 'processes.survivor', { ...survivor }))
        .join(', ')
      toasts.show({
        kind: 'error',
        title: t('processes.survivors', { names }),
        text: t('processes.survivorsText'),
        key: 'survivors',
      })
    }
    const wrongState = results.filter(({ code }) => code === 'wrong-state').length
    if (wrongState > 0)
      toasts.show({ kind: 'warning', title: t('processes.wrongState', wrongState), key: 'wrong-state' })
    if (results.some(({ code }) => code === 'not-available'))
      toasts.show({ kind: 'warning', title: t('processes.notAvailable'), key: 'not-available' })
  }

  async function end(name: 'terminate' | 'kill'): Promise<void> {
    // The rows that the question names are the ones that are ended, whatever is selected by then.
    const rows = [...view.selectedRows]
    const [first] = rows
    if (!first || !possible.value[name]) return
    const { gracePeriod = 0 } = mirror.settings ?? {}
    const { runs, ofRuns, others } = endingOf(rows)
    const isOne = rows.length === 1
    const what = isOne ? nameOf(first) : whatOf(runs, others)
    const isConfirmed = await dialogs.confirm({
      title: t(`processes.${name}Title`, { what: ofRuns > runs && !isOne ? whatOf(runs, others, ofRuns) : what }),
      text: textOf(name, gracePeriod, isOne ? ofRuns + others : undefined),
      items: rows.map(describe),
      confirmLabel: isOne ? t(`processes.${name}`) : t(`processes.${name}Several`, { what }),
      kind: isOne ? name : undefined,
    })
    if (isConfirmed) await signal(name, rows)
  }

  /** `43 runs`, with their processes `43 runs (93 processes)`, and with single ones of other runs `43 runs and 2 processes`. */
  function whatOf(runs: number, others: number, ofRuns?: number): string {
    const countOf = (n: number) => t('processes.processCount', { n: formatCount(n) }, n)
    const within = ofRuns === undefined ? '' : ` (${countOf(ofRuns)})`
    const parts = [
      runs > 0 ? t('processes.runCount', { n: formatCount(runs) }, runs) + within : '',
      others > 0 ? countOf(others) : '',
    ]
    return parts.filter(Boolean).join(t('processes.and'))
  }

  /** `count`: how many processes one row is; undefined for several rows. Without a grace period nothing is asked to end. */
  function textOf(name: 'terminate' | 'kill', gracePeriod: number, count: number | undefined): string {
    const how = name === 'terminate' && gracePeriod > 0 ? 'terminate' : 'kill'
    const time = formatSeconds(gracePeriod)
    if (count === undefined) return t(`processes.${how}TextSeveral`, { time })
    return t(`processes.${how}Text`, { n: formatCount(count - 1), time }, count - 1)
  }

  async function copy(parts: readonly (string | number | undefined)[]): Promise<void> {
    await copyText(parts.filter((part) => part !== undefined).join('\n'))
  }

  async function copyCommand(): Promise<void> {
    const rows = view.selectedRows
    const commands = rows.map((row) =>
      row.kind === 'run' ? wholeCommand(row.live.run) : Promise.resolve(row.process.command),
    )
    await copy(await Promise.all(commands))
  }

  return {
    possible,
    terminate: () => unawaited(end('terminate')),
    kill: () => unawaited(end('kill')),
    suspend: () => unawaited(signal('suspend', view.selectedRows)),
    resume: () => unawaited(signal('resume', view.selectedRows)),
    copyPid: () => unawaited(copy(view.selectedRows.map(pidOf))),
    copyCommand: () => unawaited(copyCommand()),
    showOutput(): void {
      const [row] = view.selectedRows
      if (row) shownRun.show(row.live.run.runId)
    },
  }
}
