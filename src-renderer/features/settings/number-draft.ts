import { type ComputedRef, type Ref, computed, ref } from 'vue'
import { unawaited } from '../../unawaited.ts'
import type { Changed } from './change-settings.ts'
import { type Parsed, type Quantity, parseQuantity, showQuantity } from './quantity.ts'

interface NumberSource {
  /** As it is saved; null: no limit. */
  value: () => number | null
  quantity: () => Quantity
  change: (next: number | null) => Promise<Changed>
}

export interface NumberDraft {
  /** What is typed and not saved yet. */
  draft: Ref<string | undefined>
  shown: ComputedRef<string>
  /** Why the host did not take the last number. */
  refused: Ref<string | undefined>
  parsed: ComputedRef<Parsed | undefined>
  save: (next: number | null) => Promise<void>
  type: (text: string) => void
  restore: () => void
  /** Saves what is typed, if it is a number within the bounds. */
  commit: () => void
}

/** A number of the settings while it is typed and saved. */
export function useNumberDraft({ value, quantity, change }: NumberSource): NumberDraft {
  const draft = ref<string>()
  const refused = ref<string>()
  const parsed = computed(() => (draft.value === undefined ? undefined : parseQuantity(draft.value, quantity())))
  let isSaving = false
  /** Another number was committed while one was being saved. */
  let isAgain = false

  function restore(): void {
    draft.value = undefined
    refused.value = undefined
  }

  async function save(next: number | null): Promise<void> {
    if (isSaving) {
      isAgain = true
      return
    }
    if (next === value()) {
      restore()
      return
    }
    isSaving = true
    const typed = draft.value
    const changed = await change(next)
    isSaving = false
    if (changed.state === 'refused') refused.value = changed.reason
    // What was typed meanwhile stays.
    else if (draft.value === typed) restore()
    if (isAgain) commit()
    isAgain = false
  }

  /** By Enter its default is held back: the key would go on to the question that opens, and answer it. */
  function commit(): void {
    if (parsed.value?.ok) unawaited(save(parsed.value.value))
  }

  return {
    draft,
    shown: computed(() => draft.value ?? numberText(value(), quantity())),
    refused,
    parsed,
    save,
    type: (text) => {
      refused.value = undefined
      draft.value = text
    },
    restore,
    commit,
  }
}

/** Empty for no limit. */
export function numberText(value: number | null, quantity: Quantity): string {
  return value === null ? '' : showQuantity(value, quantity)
}
