import './style.css'
import ui from '@nuxt/ui/vue-plugin'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connect } from './client.ts'
import { i18n } from './i18n.ts'
import { createWindowRouter } from './router.ts'
import { takeLinkToken } from './transport/session-link.ts'
import { raise, unawaited } from './unawaited.ts'

// Before the router: both use the hash.
const token = takeLinkToken()

const app = createApp(App)
// Vue itself would only log it.
app.config.errorHandler = raise
app.use(createPinia()).use(createWindowRouter()).use(i18n).use(ui).mount('#app')

unawaited(connect(token))
