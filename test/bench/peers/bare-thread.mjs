// @ts-check
import { parentPort } from 'node:worker_threads'

/* A bare thread that answers each request with so many bytes, handed over or copied. */
parentPort?.on('message', (/** @type {{ length: number, isTransferred: boolean }} */ { length, isTransferred }) => {
  const bytes = new Uint8Array(length)
  parentPort?.postMessage(bytes, isTransferred ? [bytes.buffer] : [])
})
