import { join } from 'node:path'
import { findInstallation } from '../../src-main/installation.ts'

/** What the tests of a run start: `npm test` says so, as it has just built. */
export const builtPrograms = { FORKYARD_TEST_PROGRAMS: 'built' }

const isBuilt = process.env['FORKYARD_TEST_PROGRAMS'] === builtPrograms.FORKYARD_TEST_PROGRAMS

/**
 * The programs that tests start: the bundles, which start in a third of the time, or the sources as they are now where
 * Vitest is called by itself.
 */
export const installation = findInstallation(isBuilt)

/** The command line. */
export const cliEntry = join(import.meta.dirname, '../..', isBuilt ? 'out/main/cli.js' : 'src-main/cli.ts')
