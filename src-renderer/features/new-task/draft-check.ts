import { watchDebounced } from '@vueuse/core'
import { type ComputedRef, type ShallowRef, computed, shallowRef, toRaw, watch } from 'vue'
import { request } from '../../client.ts'
import { type Draft, type Finding, checkablePart, findingsIn, placed } from './draft.ts'
import { unawaited } from '../../unawaited.ts'

export interface DraftCheck {
  /** What submitting would refuse, the dialog's own findings first. */
  findings: ComputedRef<readonly Finding[]>
  /** What submitting would take, though it is likely not meant. */
  warnings: ComputedRef<readonly Finding[]>
  /** What the host said to a submission; forgotten at the next change. */
  refused: ShallowRef<readonly Finding[]>
}

/** What the host said, of the draft that it looked at. */
interface FromHost {
  issues: readonly Finding[]
  warnings: readonly Finding[]
  draft: Draft
}

const isPath = (field: Finding['field']): field is 'module' | 'folder' => field === 'module' || field === 'folder'

/** Milliseconds of rest in typing before the host is asked. */
const rest = 300

/** Checks a draft as it is typed: at once by the contract's schema, after a rest by the host, which sees the disk. */
export function useDraftCheck(draft: Readonly<Draft>): DraftCheck {
  const refused = shallowRef<readonly Finding[]>([])
  const fromHost = shallowRef<FromHost>({ issues: [], warnings: [], draft: { ...draft } })
  const own = computed(() => findingsIn(draft))
  /** What is said of a file or folder no longer holds when another stands there. */
  const standing = (findings: readonly Finding[]): Finding[] =>
    findings.filter(({ field }) => !isPath(field) || fromHost.value.draft[field] === draft[field])
  let asked = 0

  async function ask(): Promise<void> {
    const question = ++asked
    const looked = structuredClone(toRaw(draft))
    const answer = await request('checkTask', { task: checkablePart(looked) })
    if (question !== asked) return
    fromHost.value = answer.ok
      ? { issues: placed(answer.value.issues, looked), warnings: placed(answer.value.warnings, looked), draft: looked }
      : { issues: [], warnings: [], draft: looked }
  }

  const text = (): string => JSON.stringify(draft)
  watch(text, () => (refused.value = []))
  watchDebounced(text, () => unawaited(ask()), { debounce: rest, immediate: true })

  return {
    findings: computed(() => [...own.value, ...refused.value, ...standing(fromHost.value.issues)]),
    warnings: computed(() => standing(fromHost.value.warnings)),
    refused,
  }
}
