import { afterEach, beforeEach, describe } from 'vitest'
import type { Supervisor } from '../../src-main/supervisor/port.ts'
import { describeAttending } from './behaviour/attending.ts'
import { describeEnding } from './behaviour/ending.ts'
import { describeEnvironment } from './behaviour/environment.ts'
import { describeProgram } from './behaviour/program.ts'
import { describeExit } from './behaviour/exit.ts'
import { describeLog } from './behaviour/log.ts'
import { describeSampling } from './behaviour/sampling.ts'
import { describeStartFailure } from './behaviour/start-failure.ts'
import { describeSuspending } from './behaviour/suspending.ts'
import { describeTakingUp } from './behaviour/taking-up.ts'
import { Trial } from './trial.ts'

/** What every supervisor must do, shown with real processes; each test has a supervisor of its own. */
export function describeSupervisor(name: string, make: (trial: Trial) => Supervisor | Promise<Supervisor>): void {
  describe.runIf(process.platform === 'linux')(`${name} (Linux)`, () => {
    let trial: Trial
    beforeEach(async () => {
      trial = new Trial()
      await trial.open(make)
    })
    afterEach(async () => {
      await trial.close()
    })

    const current = (): Trial => trial
    describeExit(current)
    describeEnvironment(current)
    describeProgram(current)
    describeStartFailure(current)
    describeLog(current)
    describeEnding(current)
    describeSuspending(current)
    describeSampling(current)
    describeTakingUp(current)
    describeAttending(current)
  })
}
