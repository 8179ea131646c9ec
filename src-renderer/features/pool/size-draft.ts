import { type Ref, computed, onScopeDispose, ref, watch } from 'vue'
import { parsePoolSize, steppedSize } from './pool-size.ts'
import { unawaited } from '../../unawaited.ts'

export interface SizeDraft {
  /** What the field shows: what is typed or on its way, else the pool's size. */
  shown: Ref<string>
  isWrong: Ref<boolean>
  type: (text: string) => void
  restore: () => void
  /** Sets what is typed, if it is a size. */
  commit: () => void
  /** The field is left: what is no size is forgotten. */
  leave: () => void
  step: (by: number) => void
}

/** Milliseconds within which the host tells a size that it has taken. */
const toldWithin = 1_000

/**
 * What is typed into the field of the pool's size. Every step counts from what is shown, also while earlier ones are on
 * their way. `send` answers whether the host has taken the size.
 */
export function useSizeDraft(size: () => number, send: (size: number) => Promise<boolean>): SizeDraft {
  const draft = ref<string>()
  const shown = computed(() => draft.value ?? String(size()))
  const isWrong = computed(() => draft.value !== undefined && parsePoolSize(draft.value) === undefined)
  let underWay = 0
  /** What was sent last, until the host has refused it or told it. */
  let sent: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function set(next: number): Promise<void> {
    const text = String(next)
    draft.value = text
    if (next === size() && sent === undefined) {
      draft.value = undefined
      return
    }
    sent = text
    underWay++
    const isTaken = await send(next)
    underWay--
    clearTimeout(timer)
    if (isTaken && size() !== next) timer = setTimeout(told, toldWithin)
    else told()
  }

  /** What is on its way, or typed meanwhile, stays. */
  function told(): void {
    if (underWay > 0) return
    if (draft.value === sent) draft.value = undefined
    sent = undefined
  }

  function commit(): void {
    if (draft.value === undefined || draft.value === sent) return
    const next = parsePoolSize(draft.value)
    if (next !== undefined) unawaited(set(next))
  }

  watch(size, told)
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  return {
    shown,
    isWrong,
    type: (text) => (draft.value = text),
    restore: () => (draft.value = undefined),
    commit,
    leave: () => {
      if (isWrong.value) draft.value = undefined
      else commit()
    },
    step: (by) => unawaited(set(steppedSize(parsePoolSize(shown.value) ?? size(), by))),
  }
}
