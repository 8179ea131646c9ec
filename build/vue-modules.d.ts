// For ESLint's own type information only: what a `.vue` file is to a `.ts` file. vue-tsc reads the components themselves.
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
