import { LocalSupervisor } from '../../src-main/supervisor/local.ts'
import { describeSupervisor } from './behaviour.ts'
import { baseEnvironment } from './trial.ts'

describeSupervisor('the supervisor in this process', () => new LocalSupervisor({ environment: baseEnvironment }))
