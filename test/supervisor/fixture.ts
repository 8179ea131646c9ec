import { fileURLToPath } from 'node:url'
import { installation } from '../machine/programs.ts'

/** Absolute path of a file in test/fixtures. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

export const supervisorEntry = installation.supervisorEntry
