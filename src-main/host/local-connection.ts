import type { Socket } from 'node:net'
import { MessageLines } from '../contract/message-lines.ts'
import type { Engine } from '../engine/index.ts'
import { type Bounds, converse, defaultBounds } from './conversation.ts'

export interface LocalBounds extends Bounds {
  /** Bytes of one message: 100,000 tasks of some 600 bytes fit. */
  message: number
  /** Milliseconds in which a message that has begun must be complete. */
  messageTime: number
  /** Milliseconds that a client may say nothing while nothing is under way for it and it is not subscribed. */
  silence: number
  /** Requests of one client that may be under way; beyond, no more of it is read until some are answered. */
  underWay: number
}

export const localBounds: LocalBounds = {
  ...defaultBounds,
  message: 64 * 1_048_576,
  messageTime: 30_000,
  silence: 30_000,
  underWay: 1_000,
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Joins one connection of the local socket to a session of the engine, until either side closes. What is no request is
 * said once and ends the connection. A client that has sent its last request may close its half: it is still answered.
 */
export function connectLocally(socket: Socket, engine: Engine, bounds: LocalBounds): void {
  const lines = new MessageLines()
  let isEnding = false
  /** Runs from a message's first byte until it is complete. */
  let messageTimer: NodeJS.Timeout | undefined
  /** Runs while the client says nothing, nothing is under way for it, and it is not subscribed. */
  let silenceTimer: NodeJS.Timeout | undefined
  const conversation = converse(
    {
      get isOpen() {
        return socket.writable
      },
      get bytesWaiting() {
        return socket.writableLength
      },
      send: (text, onSent) => {
        socket.write(`${text}\n`, onSent)
      },
      cut: () => {
        socket.destroy()
      },
    },
    engine,
    {
      bounds,
      onAnswered: () => {
        if (socket.isPaused() && conversation.underWay < bounds.underWay) socket.resume()
        boundSilence()
        endWhenDone()
      },
    },
  )

  /** The message that was under way is complete; another may have begun. */
  function boundMessage(): void {
    clearTimeout(messageTimer)
    if (lines.begun === 0) return
    messageTimer = setTimeout(() => {
      refuse('incomplete', `it was not complete after ${bounds.messageTime / 1_000} s`)
    }, bounds.messageTime)
  }

  function boundSilence(): void {
    if (isEnding) return
    clearTimeout(silenceTimer)
    const isSilent = lines.begun === 0 && conversation.underWay === 0 && !conversation.isSubscribed
    if (isSilent && !socket.destroyed) silenceTimer = setTimeout(() => socket.destroySoon(), bounds.silence)
  }

  function stopTimers(): void {
    clearTimeout(messageTimer)
    clearTimeout(silenceTimer)
  }

  function refuse(code: string, reason: string): void {
    conversation.refuse(code, reason)
    end()
  }

  /** What was asked before is not answered any more; what is still sent is thrown away, and not for long. */
  function end(): void {
    isEnding = true
    stopTimers()
    silenceTimer = setTimeout(() => socket.destroy(), bounds.silence)
    socket.end()
  }

  function endWhenDone(): void {
    if (socket.readableEnded && conversation.underWay === 0) socket.destroySoon()
  }

  socket.on('data', (bytes: Buffer) => {
    if (isEnding) return
    const wasBegun = lines.begun > 0
    const messages = lines.push(bytes)
    for (const message of messages) {
      const text = decode(message)
      if (text === undefined) {
        refuse('not-utf-8', 'it is not UTF-8')
        return
      }
      if (!conversation.receive(text)) {
        end()
        return
      }
    }
    if (lines.begun > bounds.message) {
      refuse('too-large', `it is larger than ${bounds.message} bytes`)
      return
    }
    if (conversation.underWay >= bounds.underWay) socket.pause()
    if (!wasBegun || messages.length > 0) boundMessage()
    boundSilence()
  })
  socket.on('end', () => {
    if (lines.begun > 0 && !isEnding) refuse('incomplete', 'it ended before its newline')
    else endWhenDone()
  })
  // A client that was killed while it was written to.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    stopTimers()
    conversation.close()
  })
  boundSilence()
}

function decode(message: Uint8Array): string | undefined {
  try {
    return decoder.decode(message)
  } catch {
    return undefined
  }
}
