// Loaded into a host by NODE_OPTIONS=--import: at SIGUSR2 it collects its garbage, so that what is left is what is held.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
if (isMainThread) process.on('SIGUSR2', collect)
