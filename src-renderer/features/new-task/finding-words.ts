import type { Finding } from './draft.ts'
import { newTask } from './en.ts'

const sentences: Record<string, Record<string, string>> = newTask.issues

/** The key of a finding's own sentence; undefined where only the host has words for it. */
export function sentenceKey({ field, code }: Finding): string | undefined {
  for (const group of [field, 'any']) {
    if (Object.hasOwn(sentences[group] ?? {}, code)) return `newTask.issues.${group}.${code}`
  }
  return undefined
}

/** The host's words as a sentence: some say only what is wrong with the field that they stand at. */
export function asSentence(message: string, label: string): string {
  const isPart = /^[a-z]/.test(message)
  return isPart ? `${label} ${message}.` : message
}
