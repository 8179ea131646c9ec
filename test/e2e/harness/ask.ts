import type { Page } from '@playwright/test'
import type { Answer } from '../../../src-main/contract/answer.ts'
import type { RequestInput, RequestName, RequestValue } from '../../../src-main/contract/contract.ts'

/**
 * Asks the host as the page would: through the preload's bridge on the desktop, over a WebSocket of its own with the
 * page's bearer in a browser. For setting the scene and for reading what the window does not show.
 */
export async function ask<Name extends RequestName>(
  page: Page,
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestValue<Name>> {
  const answer = (await page.evaluate(askInPage, { name, input })) as Answer<RequestValue<Name>>
  if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
  return answer.value
}

/** Runs in the page. */
function askInPage({ name, input }: { name: string; input: unknown }): Promise<unknown> {
  const { forkyard } = window
  if (forkyard) return forkyard.request(name as 'subscribe', input as object)
  const bearer = sessionStorage.getItem('forkyard.bearer') ?? ''
  const socket = new WebSocket(new URL('/ws', location.href), ['forkyard', `bearer.${bearer}`])
  return new Promise((resolve, reject) => {
    socket.onopen = () => {
      socket.send(JSON.stringify({ id: 1, name, input }))
    }
    socket.onerror = () => {
      reject(new Error('The WebSocket failed'))
    }
    socket.onmessage = ({ data }) => {
      resolve((JSON.parse(String(data)) as { answer: unknown }).answer)
      socket.close()
    }
  })
}
