import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type ToastKind = 'error' | 'warning' | 'success' | 'note'

export interface ToastRequest {
  kind: ToastKind
  title: string
  text?: string
  action?: { label: string; run: () => void }
  /** A toast of the same key is replaced instead of joined by another. */
  key?: string
}

export interface Toast extends ToastRequest {
  id: number
}

/** Milliseconds that a toast stays; while the pointer or the focus is in the list, none goes. */
const stay: Record<ToastKind, number> = { error: 12_000, warning: 10_000, success: 5_000, note: 5_000 }
const mostShown = 4

/** Short messages at the window's corner. The frame shows them. */
export const useToasts = defineStore('toasts', () => {
  const shown = shallowRef<readonly Toast[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let lastId = 0

  function dismiss(id: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    shown.value = shown.value.filter((toast) => toast.id !== id)
  }

  function arm(toast: Toast): void {
    clearTimeout(timers.get(toast.id))
    timers.set(
      toast.id,
      setTimeout(() => dismiss(toast.id), stay[toast.kind]),
    )
  }

  return {
    shown,
    dismiss,
    show(request: ToastRequest): void {
      const same = request.key === undefined ? undefined : shown.value.find(({ key }) => key === request.key)
      const toast: Toast = { ...request, id: same?.id ?? ++lastId }
      shown.value = same
        ? shown.value.map((other) => (other.id === toast.id ? toast : other))
        : [...shown.value.slice(1 - mostShown), toast]
      arm(toast)
    },
    isShown: (key: string): boolean => shown.value.some((toast) => toast.key === key),
    /** While a person reads or tabs through the list. */
    hold(): void {
      for (const timer of timers.values()) clearTimeout(timer)
    },
    release(): void {
      for (const toast of shown.value) arm(toast)
    },
  }
})
