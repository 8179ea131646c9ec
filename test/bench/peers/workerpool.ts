import workerpool from 'workerpool'
import { square } from '../../fixtures/functions.ts'

/* What workerpool starts: its functions, registered as its documentation has it. */

workerpool.worker({ square })
