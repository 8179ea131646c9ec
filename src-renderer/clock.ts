import { shallowRef } from 'vue'

/** Milliseconds since the epoch, moved on once a second while the window is in sight. For run times and countdowns. */
export const now = shallowRef(Date.now())

setInterval(() => {
  if (!document.hidden) now.value = Date.now()
}, 1_000)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) now.value = Date.now()
})
