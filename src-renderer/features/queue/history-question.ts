import { type ShallowRef, shallowRef } from 'vue'
import type { Failure } from '../../../src-main/contract/answer.ts'
import type { HistoryPage } from '../../../src-main/contract/history-page.ts'
import { request } from '../../client.ts'
import { countsOf, outcomesOf } from '../../ended-filter.ts'
import type { useMirror } from '../../mirror.ts'
import { unawaited } from '../../unawaited.ts'
import { emptyList, isContinued, pageSize, placeOfPage, withNewest, withPage, withoutRuns } from './history-list.ts'
import { type Stretch, pageToRead } from './history-list-rows.ts'
import { type HistoryQuery, selectionOf } from './history-query.ts'

/** Milliseconds between two looks at whether a search has new hits. */
const leastBetween = 1_000

/**
 * One question to the history and what is known of its answer. Without a text the newest runs come from the mirror, and
 * older ones are read by pages; a search is read by pages alone. Another question is another object.
 */
export class HistoryQuestion {
  readonly list = shallowRef(emptyList)
  /** Reading stopped with this, until `retry`. */
  readonly failure = shallowRef<Failure>()
  /** Its first runs are here. */
  readonly isAnswered: ShallowRef<boolean>
  readonly #total = shallowRef<number>()
  readonly #query: HistoryQuery
  readonly #mirror: ReturnType<typeof useMirror>
  /** The rows that are to be read, and the index of the first row in sight. */
  readonly #wanted: () => Stretch & { inSight: number }
  #isReading = false
  #isOver = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(query: HistoryQuery, mirror: ReturnType<typeof useMirror>, wanted: () => Stretch & { inSight: number }) {
    this.#query = query
    this.#mirror = mirror
    this.#wanted = wanted
    this.isAnswered = shallowRef(query.text === '')
    if (this.isAnswered.value) this.takeNewest()
  }

  /** How many runs match altogether; undefined while that is not known. */
  get expected(): number | undefined {
    const { filter, text } = this.#query
    return text === '' && this.#mirror.pool ? countsOf(this.#mirror.pool)[filter] : this.#total.value
  }

  /** The mirror's newest runs have changed. */
  takeNewest(): void {
    const { filter, text } = this.#query
    if (text !== '') {
      if (this.isAnswered.value) this.#lookAgainSoon()
      return
    }
    const newest = this.#mirror.ended
    const outcomes = outcomesOf(filter)
    const runs = outcomes ? newest.filter(({ outcome }) => outcomes.includes(outcome.kind)) : newest
    const all = { runs, floor: newest.at(-1)?.sequence, top: newest[0]?.sequence }
    const { inSight } = this.#wanted()
    // Pages far down are kept while a person reads there.
    if (inSight < Math.max(1, this.list.value.head.length) || isContinued(this.list.value, all))
      this.list.value = withNewest(this.list.value, all, inSight)
  }

  /** Reads what is wanted, a page after the other, unless that is under way or has failed. */
  async read(): Promise<void> {
    if (this.#isReading || this.failure.value || !this.#mirror.hasState) return
    this.#isReading = true
    let isMore = true
    while (isMore) isMore = await this.#readPage()
    this.#isReading = false
  }

  retry(): void {
    this.failure.value = undefined
    unawaited(this.read())
  }

  forget(runIds: Parameters<typeof withoutRuns>[1]): void {
    this.list.value = withoutRuns(this.list.value, runIds)
  }

  /** Answers that are still to come are dropped. */
  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  /** Whether there may be more to read. */
  async #readPage(): Promise<boolean> {
    const before = this.list.value
    const page = this.isAnswered.value ? pageToRead(before, this.#wanted(), this.expected) : 0
    if (page === undefined) return false
    const place = placeOfPage(before, page)
    const answer = await this.#ask(place)
    if (this.#isOver) return false
    if (!answer.ok) {
      this.failure.value = answer
      return false
    }
    if (!this.isAnswered.value) this.#begin(answer.value)
    // If the list began again meanwhile, this page belongs to nothing in it.
    else if (placeOfPage(this.list.value, page) === place) this.#take(page, answer.value)
    return true
  }

  #ask(before: number | undefined): ReturnType<typeof request<'listHistory'>> {
    return request('listHistory', {
      count: pageSize,
      ...selectionOf(this.#query),
      ...(before !== undefined && { before }),
    })
  }

  #begin(first: HistoryPage): void {
    this.#total.value = undefined
    this.list.value = emptyList
    this.#take(0, first)
    this.isAnswered.value = true
  }

  #take(page: number, read: HistoryPage): void {
    if (read.total !== undefined) this.#total.value = read.total
    if (read.isIncomplete) this.#lookAgainSoon()
    this.list.value = withPage(this.list.value, page, read)
  }

  /** New runs may match what is searched for; whoever looks at the first rows sees them come. */
  #lookAgainSoon(): void {
    if (this.#timer !== undefined || this.#wanted().inSight > 0) return
    this.#timer = setTimeout(() => unawaited(this.#lookAgain()), leastBetween)
  }

  async #lookAgain(): Promise<void> {
    this.#timer = undefined
    const answer = await this.#ask(undefined)
    if (!this.#isOver && answer.ok && this.#wanted().inSight <= 0) this.#begin(answer.value)
  }
}
