import { LocalClient } from '../../src-main/client/local-client.ts'
import { machine } from './time-limit.ts'

/** A host has as many slots as there are processors; tests count on two, also on a machine with one. */
export async function haveTwoSlots(dataFolder: string): Promise<void> {
  if (machine.processors > 1) return
  const connected = await LocalClient.connect(dataFolder)
  if (!connected.ok) throw new Error(connected.message)
  const answer = await connected.value.request('setPoolSize', { size: 2 })
  connected.value.close()
  if (!answer.ok) throw new Error(answer.message)
}
