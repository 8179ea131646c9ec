import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { shallowRef, watch } from 'vue'

/** Milliseconds since the epoch, moved on once a second while the window is in sight. For run times and countdowns. */
export const now = shallowRef(Date.now())

const visibility = useDocumentVisibility()
const { pause, resume } = useIntervalFn(() => (now.value = Date.now()), 1_000, { immediateCallback: true })
watch(visibility, (state) => {
  if (state === 'hidden') pause()
  else resume()
})
