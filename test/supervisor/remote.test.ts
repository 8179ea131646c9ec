import { openSupervisor } from '../../src-main/supervisor/enduring.ts'
import { describeSupervisor } from './behaviour.ts'
import { supervisorEntry } from './fixture.ts'
import { baseEnvironment } from './trial.ts'

describeSupervisor('the supervisor in a supervisor process', ({ folder }) =>
  openSupervisor({ entry: supervisorEntry, environment: baseEnvironment, runtimeFolder: folder }),
)
