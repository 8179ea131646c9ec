import { describeFaults } from './in-short.ts'

await describeFaults('faults, in short', ({ needsRest }) => !needsRest)
