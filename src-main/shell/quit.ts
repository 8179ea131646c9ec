import type { OnQuit } from '../contract/settings.ts'
import type { Engine, RunCount } from '../engine/index.ts'
import { raise } from '../platform/uncaught.ts'

/** What becomes of running commands. */
export type Running = Exclude<OnQuit, 'ask'>

/** `isAsking`: a person is being asked. */
type State =
  | { phase: 'open'; isAsking: boolean }
  /** The engine is being closed. While it waits for runs it can be hurried, and a person be asked whether to. */
  | { phase: 'closing'; running: Running; isAsking: boolean }
  | { phase: 'ended' }

export interface QuitSurroundings {
  engine: Pick<Engine, 'count' | 'close' | 'settings'>
  /** Asks the person; undefined to stay. */
  ask: (count: RunCount) => Promise<Running | undefined>
  /** Called once for each way that ending takes. */
  announce: (running: Running) => void
  /** Called as ending begins, and then with every tick until it is over. */
  showProgress: (progress: { running: Running; total: number; left: number }) => void
  /** Calls back regularly until its answer is called. */
  everyTick: (tick: () => void) => () => void
  /** Ends the app; called once, when the engine is closed. */
  exit: () => void
}

export interface Quit {
  /** A person wants to quit: asks first where something runs, or messages would be lost, and the setting says so. While it asks or ends already, does nothing. */
  request(): void
  /** The system wants us to end, or a person insists: at once, and what runs goes on, unless the setting is to terminate it. */
  insist(): void
  /** True once the engine is closed: from then on windows and the app may go. */
  hasEnded(): boolean
}

/** The one way out of the app: the engine is closed once, however often and however quitting is asked for. */
export function createQuit(surroundings: QuitSurroundings): Quit {
  const { engine, announce, showProgress, everyTick, exit } = surroundings
  let state: State = { phase: 'open', isAsking: false }

  async function ask(): Promise<void> {
    setAsking(true)
    const running = await surroundings.ask(engine.count()).catch((error: unknown) => {
      console.error('Asking before quitting failed:', error)
      return undefined
    })
    // Meanwhile someone may have insisted, or the last run that was waited for has ended.
    if (!isAsking()) return
    setAsking(false)
    if (running) await end(running)
  }

  function isAsking(): boolean {
    return state.phase !== 'ended' && state.isAsking
  }

  function setAsking(isAsking: boolean): void {
    if (state.phase !== 'ended') state = { ...state, isAsking }
  }

  /** A second call hurries one that waits. */
  async function end(running: Running): Promise<void> {
    const before = state
    if (before.phase === 'ended' || (before.phase === 'closing' && before.running !== 'wait')) return
    state = { phase: 'closing', running, isAsking: false }
    show(() => {
      announce(running)
    })
    if (before.phase === 'open') await close(running)
    else await engine.close(running)
  }

  /** What cannot be shown keeps nothing from ending. */
  function show(act: () => void): void {
    try {
      act()
    } catch (error) {
      raise(error)
    }
  }

  /** Whatever goes wrong in asking, the app can still be quit: the next time, or by insisting. */
  function quitBy(quitting: Promise<void>): void {
    quitting.catch((error: unknown) => {
      setAsking(false)
      raise(error)
    })
  }

  async function close(first: Running): Promise<void> {
    const total = engine.count().live
    const tick = (): void => {
      const running = state.phase === 'closing' ? state.running : first
      showProgress({ running, total, left: engine.count().live })
    }
    let stopTicking: (() => void) | undefined
    show(() => {
      tick()
      stopTicking = everyTick(tick)
    })
    try {
      await engine.close(first)
    } catch (error) {
      console.error('Closing the engine failed:', error)
    } finally {
      stopTicking?.()
    }
    state = { phase: 'ended' }
    exit()
  }

  return {
    request: () => {
      if (isAsking() || state.phase === 'ended') return
      if (state.phase === 'closing' && state.running !== 'wait') return
      const { onQuit } = engine.settings
      const { live, messages } = engine.count()
      if (live === 0 && (messages === 0 || onQuit !== 'ask')) quitBy(end('keep'))
      else if (onQuit === 'ask' || state.phase === 'closing') quitBy(ask())
      else quitBy(end(onQuit))
    },
    insist: () => {
      quitBy(end(engine.settings.onQuit === 'terminate' ? 'terminate' : 'keep'))
    },
    hasEnded: () => state.phase === 'ended',
  }
}
