import { watchDebounced } from '@vueuse/core'
import { type Ref, shallowRef } from 'vue'
import type { ModuleFunction } from '../../src-main/contract/module-listing.ts'
import { request } from '../client.ts'
import { unawaited } from '../unawaited.ts'

export interface ModuleFunctions {
  functions: Readonly<Ref<readonly ModuleFunction[]>>
  /** Why they are not known, as a sentence. */
  failure: Readonly<Ref<string | undefined>>
}

/** Milliseconds of rest in typing before the host is asked. */
const rest = 250

/** The functions of the file that is typed, as its source has them. The check of the draft tells of a file that is missing. */
export function useModuleFunctions(place: () => { module: string; folder: string }): ModuleFunctions {
  const functions = shallowRef<readonly ModuleFunction[]>([])
  const failure = shallowRef<string>()
  let asked = 0

  async function ask(): Promise<void> {
    const question = ++asked
    const { module, folder } = place()
    if (module.trim() === '') {
      functions.value = []
      failure.value = undefined
      return
    }
    const answer = await request('listFunctions', { module, ...(folder !== '' && { folder }) })
    if (question !== asked) return
    functions.value = answer.ok ? answer.value.functions : []
    const isMissing = !answer.ok && ['no-such-module', 'not-a-module'].includes(String(answer.details?.['code']))
    failure.value = answer.ok || isMissing ? undefined : answer.message
  }

  watchDebounced(
    () => JSON.stringify(place()),
    () => unawaited(ask()),
    { debounce: rest },
  )
  unawaited(ask())
  return { functions, failure }
}
