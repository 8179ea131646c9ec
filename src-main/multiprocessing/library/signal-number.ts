import { constants } from 'node:os'

export function numberOfSignal(signal: NodeJS.Signals): number {
  return constants.signals[signal]
}
