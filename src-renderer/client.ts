import { shallowRef } from 'vue'
import { type Answer, failure } from '../src-main/contract/answer.ts'
import type { Notice, RequestInput, RequestName, RequestValue, Transport } from '../src-main/contract/contract.ts'
import type { ForkyardWindow, WindowCommand } from '../src-main/contract/window.ts'
import type { Connection } from './transport/connection.ts'
import { forgetSession, isHostThere, openSession, reloadOnNewLink } from './transport/session-link.ts'
import { type Socket, webSocketTransport } from './transport/web-socket-transport.ts'
import { unawaited } from './unawaited.ts'

declare global {
  interface Window {
    /** Given by the desktop app's preload; absent in a browser. */
    forkyard?: ForkyardWindow
  }
}

export type { Connection }

/** How this window stands to its host. Always connected in the desktop app. */
export const connection = shallowRef<Connection>({ state: 'connecting' })

const listeners = new Set<(notice: Notice) => void>()
let transport: Transport | undefined

/** Connects to the desktop app, or with the token of the link to the headless host. Called once. */
export async function connect(token: string | undefined): Promise<void> {
  if (window.forkyard) {
    use(window.forkyard)
    connection.value = { state: 'connected' }
    return
  }
  reloadOnNewLink()
  const session = await openSession(token)
  if (session.kind === 'refused') {
    connection.value = { state: 'refused', reason: session.reason }
  } else if (session.kind === 'unreachable') {
    // A token is good for one exchange, and this one may have arrived: try it again while the host is away.
    connection.value = { state: 'reconnecting', attempts: 0 }
    setTimeout(() => unawaited(connect(token)), 2_000)
  } else {
    use(
      webSocketTransport({
        open: () => openSocket(session.bearer),
        onConnection: (state) => {
          if (state.state === 'refused') forgetSession()
          connection.value = state
        },
        isRefused: isHostThere,
      }),
    )
  }
}

function openSocket(bearer: string): Socket {
  const address = new URL('ws', location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  address.hash = ''
  return new WebSocket(address, ['forkyard', `bearer.${bearer}`])
}

function use(chosen: Transport): void {
  transport = chosen
  chosen.onNotice((notice) => {
    for (const listener of listeners) listener(notice)
  })
}

/** Asks the host. Expected failures are answers; see `ask.ts` for the form that tells them to the person. */
export async function request<Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): Promise<Answer<RequestValue<Name>>> {
  if (!transport) return failure('not-available', 'This window is not connected to Forkyard yet.')
  return transport.request(name, input)
}

/** Returns the unsubscribe. */
export function onNotice(listener: (notice: Notice) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the desktop app's menus ask of the window; never called in a browser. Returns the unsubscribe. */
export function onCommand(listener: (command: WindowCommand) => void): () => void {
  return window.forkyard?.onCommand(listener) ?? (() => undefined)
}
