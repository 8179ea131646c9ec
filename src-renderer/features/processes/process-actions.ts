import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { TargetResult } from '../../../src-main/contract/contract.ts'
import { ask } from '../../ask.ts'
import { useDialogs } from '../../dialogs.ts'
import { useMirror } from '../../mirror.ts'
import { useShownRun } from '../../shown-run.ts'
import { useToasts } from '../../toasts.ts'
import { copyText } from '../../clipboard.ts'
import { wholeCommand } from '../../whole-command.ts'
import type { ProcessRow } from './process-rows.ts'
import { useProcessesView } from './processes-view.ts'
import { possibleFor, targetsOf } from './targets.ts'

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

  const nameOf = (row: ProcessRow) => (row.kind === 'run' ? row.live.run.name : row.process.name)
  const pidOf = (row: ProcessRow) => (row.kind === 'run' ? row.live.run.pid : row.process.pid)

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
    const isConfirmed = await dialogs.confirm({
      kind: name,
      title: t(`processes.${name}Title`, { name: nameOf(first), n: rows.length }, rows.length),
      text: t(`processes.${name}Text`, rows.length),
      items: rows.map(describe),
      confirmLabel: t(`processes.${name}`),
    })
    if (isConfirmed) await signal(name, rows)
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
    terminate: () => void end('terminate'),
    kill: () => void end('kill'),
    suspend: () => void signal('suspend', view.selectedRows),
    resume: () => void signal('resume', view.selectedRows),
    copyPid: () => void copy(view.selectedRows.map(pidOf)),
    copyCommand: () => void copyCommand(),
    showOutput(): void {
      const [row] = view.selectedRows
      if (row) shownRun.show(row.live.run.runId)
    },
  }
}
