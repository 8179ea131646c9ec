import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Task } from '../src-main/contract/task.ts'

export interface NewTaskRequest {
  /** What the fields begin with; empty fields without it. */
  prefill?: Partial<Task>
}

/** Kinds of question that a person can silence with "don't ask again". */
export type ConfirmationKind =
  'terminate' | 'kill' | 'cancel-all' | 'clear-all' | 'lower-limit' | 'remove-message-queue'

export interface Confirmation {
  kind: ConfirmationKind
  title: string
  text: string
  /** What it is about, one a line: `gzip (PID 4711)`. */
  items: readonly string[]
  confirmLabel: string
  /** Of the button that answers no, where “Cancel” could be read as yes. */
  keepLabel?: string
}

const storageKey = 'forkyard.silenced'

function readSilenced(): string[] {
  return localStorage.getItem(storageKey)?.split(' ').filter(Boolean) ?? []
}

/** The dialogs that any part of the window opens. The frame shows them. */
export const useDialogs = defineStore('dialogs', () => {
  const newTask = shallowRef<NewTaskRequest>()
  const confirmation = shallowRef<Confirmation>()
  const silenced = ref(readSilenced())
  let answer: ((isConfirmed: boolean) => void) | undefined

  function silence(kinds: string[]): void {
    silenced.value = kinds
    localStorage.setItem(storageKey, kinds.join(' '))
  }

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
    /** Resolves true at once for a kind that the person silenced. A question that is open is answered with no. */
    confirm(asked: Confirmation): Promise<boolean> {
      if (silenced.value.includes(asked.kind)) return Promise.resolve(true)
      answer?.(false)
      confirmation.value = asked
      return new Promise((resolve) => (answer = resolve))
    },
    answerConfirmation(isConfirmed: boolean, isSilenced: boolean): void {
      const kind = confirmation.value?.kind
      if (isConfirmed && isSilenced && kind) silence([...new Set([...silenced.value, kind])])
      confirmation.value = undefined
      answer?.(isConfirmed)
      answer = undefined
    },
    hasSilenced: computed(() => silenced.value.length > 0),
    /** Forgets every "don't ask again". */
    askAgain: () => silence([]),
  }
})
