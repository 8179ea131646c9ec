import { type Answer, success } from './contract/answer.ts'
import type { Engine } from './engine/index.ts'
import { withAccess } from './host/access.ts'
import type { Clients } from './host/clients.ts'
import { type LocalSocket, serveLocally } from './host/local-socket.ts'
import { type Host, serveContract } from './host/serve-contract.ts'

/** Where clients come in: the local socket always, HTTP unless there is no port for it. All, or none. */
export async function openDoors({
  engine,
  folder,
  pageFolder,
  port,
  clients,
}: {
  engine: Engine
  folder: string
  pageFolder: string
  port: number | undefined
  clients: Clients
}): Promise<Answer<{ local: LocalSocket; page: Host | undefined }>> {
  const page =
    port === undefined
      ? undefined
      : await serveContract({
          engine,
          pageFolder,
          port,
          onClientsChanged: (count) => {
            clients.set(count)
          },
        })
  if (page?.ok === false) return page
  // After the page: whoever finds the socket can have a link.
  const withSessions = page ? withAccess(engine, page.value.access) : engine
  const local = await serveLocally({ engine: withSessions, dataFolder: folder })
  if (!local.ok) await page?.value.close()
  return local.ok ? success({ local: local.value, page: page?.value }) : local
}
