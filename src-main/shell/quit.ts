import type { Engine } from '../engine/index.ts'

type RunCount = ReturnType<Engine['count']>

type QuitState = 'open' | 'asking' | 'ending' | 'ended'

export interface QuitSurroundings {
  engine: Pick<Engine, 'count' | 'close'>
  /** Asks the person; true to terminate and quit. */
  confirm: (count: RunCount) => Promise<boolean>
  /** Called once, as ending begins. */
  announce: () => void
  /** Called as ending begins, and then with every tick until it is over. */
  showProgress: (progress: { total: number; left: number }) => void
  /** Calls back regularly until its answer is called. */
  everyTick: (tick: () => void) => () => void
  /** Ends the app; called once, when nothing of ours runs any more. */
  exit: () => void
}

export interface Quit {
  /** A person wants to quit: asks first if that would end runs. While it asks or ends already, does nothing. */
  request(): void
  /** The system wants us to end, or a person insists: terminates at once. While it ends already, does nothing. */
  insist(): void
  /** True once the engine is closed: from then on windows and the app may go. */
  hasEnded(): boolean
}

/** The one way out of the app: runs are terminated through the engine, once, however often and however quitting is asked for. */
export function createQuit({ engine, confirm, announce, showProgress, everyTick, exit }: QuitSurroundings): Quit {
  let state: QuitState = 'open'
  const is = (expected: QuitState): boolean => state === expected

  async function ask(count: RunCount): Promise<void> {
    state = 'asking'
    const agreed = await confirm(count).catch((error: unknown) => {
      console.error('Asking before quitting failed:', error)
      return false
    })
    // Meanwhile someone may have insisted.
    if (!is('asking')) return
    state = 'open'
    if (agreed) await end()
  }

  async function end(): Promise<void> {
    if (state === 'ending' || state === 'ended') return
    state = 'ending'
    announce()
    const total = engine.count().live
    const tick = (): void => {
      showProgress({ total, left: engine.count().live })
    }
    tick()
    const stopTicking = everyTick(tick)
    try {
      await engine.close()
    } catch (error) {
      console.error('Closing the engine failed:', error)
    } finally {
      stopTicking()
    }
    state = 'ended'
    exit()
  }

  return {
    request: () => {
      if (state !== 'open') return
      const count = engine.count()
      void (count.live + count.waiting > 0 ? ask(count) : end())
    },
    insist: () => void end(),
    hasEnded: () => state === 'ended',
  }
}
