import { openSupervisor } from '../../src-main/supervisor/enduring.ts'
import { describeSupervisor } from './behaviour.ts'
import { residentEntry } from './fixture.ts'
import { baseEnvironment } from './trial.ts'

describeSupervisor('the supervisor in a resident process', ({ folder }) =>
  openSupervisor({ entry: residentEntry, environment: baseEnvironment, runtimeFolder: folder }),
)
