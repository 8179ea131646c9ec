import { type Router, createRouter, createWebHashHistory } from 'vue-router'
import ProcessesPage from './pages/ProcessesPage.vue'

/** The pages in the order of the sidebar. */
export const pages = [
  { name: 'processes', icon: 'i-lucide-list-tree' },
  { name: 'queue', icon: 'i-lucide-layers' },
  { name: 'message-queues', icon: 'i-lucide-mails' },
  { name: 'compare', icon: 'i-lucide-chart-gantt' },
  { name: 'settings', icon: 'i-lucide-settings' },
] as const

export function createWindowRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/processes', name: 'processes', component: ProcessesPage },
      { path: '/queue', name: 'queue', component: () => import('./features/queue/QueuePage.vue') },
      {
        path: '/message-queues',
        name: 'message-queues',
        component: () => import('./features/message-queues/MessageQueuesPage.vue'),
      },
      { path: '/compare', name: 'compare', component: () => import('./features/compare/ComparePage.vue') },
      { path: '/settings', name: 'settings', component: () => import('./features/settings/SettingsPage.vue') },
      { path: '/:anything(.*)*', redirect: { name: 'processes' } },
    ],
  })
}
