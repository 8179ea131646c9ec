import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Task } from '../src-main/contract/task.ts'
import { useRemembered } from './remembered.ts'

export interface NewTaskRequest {
  /** What the fields begin with; empty fields without it. */
  prefill?: Partial<Task>
}

/** Questions about exactly one run or process, which a person can silence with "Don't ask again". */
const silenceable = ['terminate', 'kill', 'clear'] as const
export type Silenceable = (typeof silenceable)[number]

/** A question before something is destroyed. */
export interface Confirmation {
  title: string
  /** What is destroyed, how many of it, and whether that can be undone. */
  text: string
  /** What it is about, one a line: `gzip (PID 4711)`. */
  items: readonly string[]
  /** The verb with the count: `Clear 1,000 runs`. */
  confirmLabel: string
  /** Of the button that answers no, where “Cancel” could be read as yes. */
  keepLabel?: string
  /** Of a question that can be silenced. Without it the question is always asked, as each that is about several. */
  kind?: Silenceable | undefined
}

const silencedKinds = {
  read: (stored: string): Silenceable[] => silenceable.filter((kind) => stored.split(' ').includes(kind)),
  write: (kinds: Silenceable[]): string => kinds.join(' '),
}

/** The dialogs that any part of the window opens. The frame shows them. */
export const useDialogs = defineStore('dialogs', () => {
  const newTask = shallowRef<NewTaskRequest>()
  const confirmation = shallowRef<Confirmation>()
  const silenced = useRemembered<Silenceable[]>('forkyard.silenced', [], { format: silencedKinds, isShared: true })
  let answer: ((isConfirmed: boolean) => void) | undefined

  return {
    /** Set while the New task dialog is open. */
    newTask,
    openNewTask(prefill?: Partial<Task>): void {
      newTask.value = prefill ? { prefill } : {}
    },
    closeNewTask(): void {
      newTask.value = undefined
    },
    /** Set while a question is open. */
    confirmation,
    /** Resolves true at once for a kind that the person silenced. While a question is open, no other is asked: it is answered with no. */
    confirm(asked: Confirmation): Promise<boolean> {
      if (answer) return Promise.resolve(false)
      if (asked.kind && silenced.value.includes(asked.kind)) return Promise.resolve(true)
      confirmation.value = asked
      return new Promise((resolve) => (answer = resolve))
    },
    answerConfirmation(isConfirmed: boolean, isSilenced: boolean): void {
      const kind = confirmation.value?.kind
      if (isConfirmed && isSilenced && kind) silenced.value = [...silenced.value, kind]
      confirmation.value = undefined
      answer?.(isConfirmed)
      answer = undefined
    },
    hasSilenced: computed(() => silenced.value.length > 0),
    /** Forgets every "Don't ask again". */
    askAgain: () => {
      silenced.value = []
    },
  }
})
