import type { Client } from '../host/port.ts'
import type { Feed } from './feed.ts'

/** One client and what it is told. */
export interface Conversation {
  client: Client
  feed: Feed
  /** Called with each `subscribe`. True for the first. */
  subscribe(): boolean
}
