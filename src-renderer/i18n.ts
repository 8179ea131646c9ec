import { createI18n } from 'vue-i18n'
import { compare } from './features/compare/en.ts'
import { messageQueues } from './features/message-queues/en.ts'
import { newTask } from './features/new-task/en.ts'
import { output } from './features/output/en.ts'
import { pool } from './features/pool/en.ts'
import { processes } from './features/processes/en.ts'
import { queueChart } from './features/queue-chart/en.ts'
import { queue } from './features/queue/en.ts'
import { recovery } from './features/recovery/en.ts'
import { settings } from './features/settings/en.ts'
import { fields } from './fields/en.ts'
import { frame } from './frame/en.ts'
import { ui } from './ui/en.ts'

/** Every word on screen, each part's under its own name. */
export const en = {
  frame,
  ui,
  fields,
  processes,
  pool,
  queueChart,
  compare,
  output,
  newTask,
  queue,
  messageQueues,
  recovery,
  settings,
}

export const i18n = createI18n({ legacy: false, locale: 'en', messages: { en } })
