import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import type { FunctionError } from '../../contract/run.ts'
import type { ChildState } from './child-state.ts'
import type { Frame, FrameWriter } from './frames.ts'
import { TargetError, loadTarget } from './load-target.ts'
import { hasChanged } from './loaded-files.ts'
import { type CallReply, type CallRequest, decodeJson, encodeJson, fromWorker, toWorker } from './messages.ts'
import { endBy } from './own-errors.ts'
import { type Output, openOutput } from './output.ts'

/** Causes of causes that are sent. */
const deepest = 8

/** Calls the app's functions, each with its own log. */
export class CallServer {
  readonly #writer: FrameWriter
  readonly #state: ChildState
  /** Opened with the first call. */
  #output: Promise<Output> | undefined

  constructor(writer: FrameWriter, state: ChildState) {
    this.#writer = writer
    this.#state = state
  }

  /** False if the frame is not about calls. */
  take({ kind, content }: Frame): boolean {
    if (kind === toWorker.check) this.#writer.send(hasChanged() ? fromWorker.stale : fromWorker.fresh, 0)
    else if (kind === toWorker.call) this.#call(decodeJson(content) as CallRequest).catch(endBy)
    else return false
    return true
  }

  async #call(request: CallRequest): Promise<void> {
    let output: Output | undefined
    let reply: CallReply
    try {
      output = await (this.#output ??= openOutput())
      output.leadTo(request.logFile)
      reply = resultOf(await this.#carryOut(request), request.resultBytes)
    } catch (error) {
      reply = { error: describeError(error) }
    }
    // First: its outcome is known, whatever goes wrong from here on.
    this.#writer.send(fromWorker.called, 0, encodeJson(reply))
    this.#writer.flush()
    output?.drop()
  }

  async #carryOut({ module, name, args, folder }: CallRequest): Promise<unknown> {
    process.chdir(folder)
    this.#state.isImporting = true
    try {
      const call = await loadTarget({ module: pathToFileURL(module).href, export: name })
      this.#state.isImporting = false
      this.#writer.send(fromWorker.begun, 0)
      this.#writer.flush()
      return await call(...args)
    } finally {
      this.#state.isImporting = false
    }
  }
}

/** Throws a TypeError if JSON cannot say it. */
function resultOf(value: unknown, most: number): CallReply {
  if (value === undefined) return {}
  // Its type does not say that functions and symbols have none.
  let result: unknown
  try {
    result = JSON.stringify(value)
  } catch (error) {
    throw new TypeError(
      `The result cannot be kept as JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  }
  if (typeof result !== 'string') throw new TypeError(`The result cannot be kept as JSON: it is a ${typeof value}.`)
  const bytes = Buffer.byteLength(result)
  return bytes > most ? { tooLarge: bytes } : { result }
}

/** Never throws. */
function describeError(thrown: unknown, depth = 0): FunctionError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: `What was thrown: ${shown(thrown)}`, stack: '' }
  // Whoever made it may have put anything there.
  const { name, message, stack, cause } = thrown as Record<keyof Error, unknown>
  return {
    name: String(name),
    message: String(message),
    stack: thrown instanceof TargetError ? '' : stackOf(stack),
    ...(cause !== undefined && depth < deepest && { cause: describeError(cause, depth + 1) }),
  }
}

/** From the function on: what called it tells of nothing but this worker, and so does an error of its own. */
function stackOf(stack: unknown): string {
  const lines = typeof stack === 'string' ? stack.split('\n') : []
  const own = lines.findIndex((line) => line.includes(import.meta.url))
  if (own < 0) return lines.join('\n')
  const kept = lines.slice(0, own)
  return kept.some((line) => line.startsWith('    at ')) ? kept.join('\n') : ''
}

function shown(value: unknown): string {
  try {
    return inspect(value, { depth: 2 })
  } catch {
    return 'something without a text'
  }
}
