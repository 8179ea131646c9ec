import { timingSafeEqual } from 'node:crypto'
import { type Hello, type Refusal, parseHello, protocolVersion, versionOf } from '../messages.ts'

/** The hello of somebody who may read our folder and speaks as we do; else why it is none. */
export function examine(message: unknown, secret: Buffer): Hello | Refusal {
  const version = versionOf(message)
  if (version !== undefined && version !== protocolVersion) return 'wrong-version'
  const hello = parseHello(message)
  if (!hello) return 'not-a-hello'
  const given = Buffer.from(hello.secret)
  return given.length === secret.length && timingSafeEqual(given, secret) ? hello : 'wrong-secret'
}
