import { ThreadWorker } from 'poolifier'
import { square } from '../../fixtures/functions.ts'

/* What poolifier starts: its one function. */

export default new ThreadWorker<number, number>((value = 0) => square(value))
