export { builder as default } from '../electron.config.ts'
