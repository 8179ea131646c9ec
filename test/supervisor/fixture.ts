import { fileURLToPath } from 'node:url'

/** Absolute path of a file in test/fixtures. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

export const residentEntry = fileURLToPath(new URL('../../src-main/supervisor/resident.ts', import.meta.url))
