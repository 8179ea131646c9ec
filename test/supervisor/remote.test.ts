import { startResident } from '../../src-main/supervisor/remote.ts'
import { describeSupervisor } from './behaviour.ts'
import { residentEntry } from './fixture.ts'
import { baseEnvironment } from './trial.ts'

describeSupervisor('the supervisor in a resident process', ({ folder }) =>
  startResident({ entry: residentEntry, environment: baseEnvironment, runtimeFolder: folder }),
)
