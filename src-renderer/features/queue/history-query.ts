import { watchDebounced } from '@vueuse/core'
import { type ShallowRef, shallowRef, watch } from 'vue'
import type { RequestInput } from '../../../src-main/contract/contract.ts'
import { type EndedFilter, outcomesOf } from '../../ended-filter.ts'

/** What is shown of the history. */
export interface HistoryQuery {
  filter: EndedFilter
  /** Without blanks around it; empty for every run. */
  text: string
}

/** The same in the fields of the contract. */
export function selectionOf({ filter, text }: HistoryQuery): Pick<RequestInput<'listHistory'>, 'outcomes' | 'text'> {
  const outcomes = outcomesOf(filter)
  return { ...(outcomes && { outcomes }), ...(text !== '' && { text }) }
}

/** Milliseconds of rest in typing before the host is asked. */
const rest = 250

/** What the filter and the search field ask for: a filter at once, a text after a rest in typing. */
export function useHistoryQuery(shown: { filter: EndedFilter; search: string }): ShallowRef<HistoryQuery> {
  const asked = (): HistoryQuery => ({ filter: shown.filter, text: shown.search.trim() })
  const query = shallowRef(asked())
  function ask(): void {
    const { filter, text } = asked()
    if (filter !== query.value.filter || text !== query.value.text) query.value = { filter, text }
  }
  watch(() => shown.filter, ask)
  watchDebounced(() => shown.search, ask, { debounce: () => (shown.search.trim() === '' ? 0 : rest) })
  return query
}
