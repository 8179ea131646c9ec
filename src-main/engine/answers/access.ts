import { type Answer, failure, success } from '../../contract/answer.ts'
import type { ClientAccess } from '../host/port.ts'
import type { Answers } from './parts.ts'

/** Requests about who is signed in from a browser, which the client's host answers. */
export function accessAnswers(): Pick<Answers, 'listSessions' | 'revokeSession' | 'createLink'> {
  return {
    listSessions: (_input, { client }) => withAccess(client.access, (access) => success(access.listSessions())),
    revokeSession: ({ sessionId }, { client }) =>
      withAccess(client.access, (access) =>
        access.revokeSession(sessionId)
          ? success(null)
          : failure('unknown-session', `There is no session ${sessionId}: it has ended, or never was.`, {
              details: { sessionId },
            }),
      ),
    createLink: (_input, { client }) => withAccess(client.access, (access) => success(access.createLink())),
  }
}

function withAccess<Value>(
  access: ClientAccess | undefined,
  act: (access: ClientAccess) => Answer<Value>,
): Answer<Value> {
  return access
    ? act(access)
    : failure(
        'not-available',
        'This Forkyard cannot be opened in a browser, so it has neither sessions nor links. “forkyard serve” starts one that can, after “forkyard stop”.',
      )
}
