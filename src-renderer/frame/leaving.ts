import { useEventListener } from '@vueuse/core'
import { useMirror } from '../mirror.ts'

/** Where closing this window ends the host and with it live runs, the browser asks first. The desktop app asks in its own way. */
export function askBeforeLeaving(): void {
  const mirror = useMirror()
  useEventListener('beforeunload', (event) => {
    const endsRuns = mirror.host?.kind === 'headless' && mirror.host.endsWithWindow && (mirror.pool?.running ?? 0) > 0
    if (endsRuns) event.preventDefault()
  })
}
