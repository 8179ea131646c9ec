import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Task } from '../src-main/contract/task.ts'

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

const storageKey = 'forkyard.silenced'

/** Read each time: other windows of this browser silence questions too. */
function readSilenced(): Silenceable[] {
  const stored = localStorage.getItem(storageKey)?.split(' ') ?? []
  return silenceable.filter((kind) => stored.includes(kind))
}

/** The dialogs that any part of the window opens. The frame shows them. */
export const useDialogs = defineStore('dialogs', () => {
  const newTask = shallowRef<NewTaskRequest>()
  const confirmation = shallowRef<Confirmation>()
  const silenced = ref(readSilenced())
  let answer: ((isConfirmed: boolean) => void) | undefined

  function silence(kinds: readonly Silenceable[]): void {
    localStorage.setItem(storageKey, kinds.join(' '))
    silenced.value = [...kinds]
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
    /** Resolves true at once for a kind that the person silenced. While a question is open, no other is asked: it is answered with no. */
    confirm(asked: Confirmation): Promise<boolean> {
      if (answer) return Promise.resolve(false)
      if (asked.kind && readSilenced().includes(asked.kind)) return Promise.resolve(true)
      confirmation.value = asked
      return new Promise((resolve) => (answer = resolve))
    },
    answerConfirmation(isConfirmed: boolean, isSilenced: boolean): void {
      const kind = confirmation.value?.kind
      if (isConfirmed && isSilenced && kind) silence([...readSilenced(), kind])
      confirmation.value = undefined
      answer?.(isConfirmed)
      answer = undefined
    },
    hasSilenced: computed(() => silenced.value.length > 0),
    /** Looks at what other windows have silenced meanwhile. */
    lookAgain: () => {
      silenced.value = readSilenced()
    },
    /** Forgets every "Don't ask again". */
    askAgain: () => {
      silence([])
    },
  }
})
