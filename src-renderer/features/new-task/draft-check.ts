import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue'
import { request } from '../../client.ts'
import { type Draft, type Finding, checkablePart, findingsIn, placed } from './draft.ts'

export interface DraftCheck {
  /** What submitting would refuse, the dialog's own findings first. */
  findings: ComputedRef<readonly Finding[]>
  /** What submitting would take, though it is likely not meant. */
  warnings: ComputedRef<readonly Finding[]>
  /** What the host said to a submission; forgotten at the next change. */
  refused: ShallowRef<readonly Finding[]>
}

/** Milliseconds of rest in typing before the host is asked. */
const rest = 300

/** Checks a draft as it is typed: at once by the contract's schema, after a rest by the host, which sees the disk. */
export function useDraftCheck(draft: Readonly<Draft>): DraftCheck {
  const refused = shallowRef<readonly Finding[]>([])
  const fromHost = shallowRef<{ issues: readonly Finding[]; warnings: readonly Finding[] }>({
    issues: [],
    warnings: [],
  })
  const own = computed(() => findingsIn(draft))
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(): Promise<void> {
    const question = ++asked
    const answer = await request('checkTask', { task: checkablePart(draft) })
    if (question !== asked) return
    fromHost.value = answer.ok
      ? { issues: placed(answer.value.issues, draft), warnings: placed(answer.value.warnings, draft) }
      : { issues: [], warnings: [] }
  }

  watch(
    () => JSON.stringify(draft),
    () => {
      refused.value = []
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), rest)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asked++
  })

  return {
    findings: computed(() => [...own.value, ...refused.value, ...fromHost.value.issues]),
    warnings: computed(() => fromHost.value.warnings),
    refused,
  }
}
