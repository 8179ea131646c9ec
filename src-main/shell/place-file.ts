import { readFileSync } from 'node:fs'
import { replaceFile } from '../platform/whole-file.ts'
import { type WindowPlace, parsePlace } from './window-place.ts'

/** What was remembered; undefined at the first start or if the file cannot be understood. */
export function readPlace(file: string): WindowPlace | undefined {
  try {
    return parsePlace(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** A place that cannot be written is only forgotten: nothing depends on it. */
export function writePlace(file: string, place: WindowPlace): void {
  try {
    replaceFile(file, JSON.stringify(place))
  } catch (error) {
    console.error(`The window's place could not be remembered in ${file}:`, error)
  }
}
