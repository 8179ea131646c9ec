/*
 * The oldest messages of a queue, in memory that its owner and all of its consumers share. Only the owner appends. Whoever
 * takes the oldest one reads it first and then moves the head on by one compare-and-exchange: a message is either taken as
 * a whole or not at all, nobody has to be asked, and a process that dies or never answers holds nothing. What is read is
 * good if the exchange succeeds, for the place of a message is written to again only when the head has passed it.
 */

/** Words before the slots: the number of the oldest message, that of the next one to come, and the alarm. */
export const headAt = 0
export const tailAt = 1
export const alarmAt = 2
const slotsAt = 16

/** Messages; a power of two. Each slot has two words: where its content begins, and its length. */
export const slots = 4_096
export const words = slotsAt + slots * 2

/** Bytes of all contents. */
export const room = 98_304
export const contentAt = words * 4

/** Bytes of memory that a window needs. */
export const windowBytes = contentAt + room

/** The first word of the slot of the message with this number. */
export function slotOf(number: number): number {
  return slotsAt + (number & (slots - 1)) * 2
}
