import type { IpcMainInvokeEvent } from 'electron'

/** Whether a URL is of the same scheme and host as the page. (`URL.origin` is `null` for schemes that the standard does not list.) */
export function isOwnPage(url: string, pageUrl: string): boolean {
  const parsed = URL.parse(url)
  const own = new URL(pageUrl)
  return parsed !== null && parsed.protocol === own.protocol && parsed.host === own.host
}

/** Whether a message comes from the top frame of a window, and that frame shows our page. A frame that is gone is not. */
export function isFromOwnPage(event: Pick<IpcMainInvokeEvent, 'senderFrame'>, pageUrl: string): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnPage(frame.url, pageUrl)
}
