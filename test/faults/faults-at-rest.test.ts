import { describeFaults } from './in-short.ts'

await describeFaults('faults that need a machine at rest, in short', ({ needsRest }) => needsRest === true)
