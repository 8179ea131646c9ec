/* What piscina and tinypool call: the default export. */
export { square as default } from '../../fixtures/functions.ts'
