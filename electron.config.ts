import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import type { Configuration } from 'electron-builder'
import { defineConfig, type RendererViteConfig } from 'electron-vite'
import { density } from './src-renderer/theme.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The window's half by itself: `npm run dev` serves it beside the headless host where Electron is missing. */
export const renderer: RendererViteConfig = {
  root: at('src-renderer'),
  plugins: [
    vue(),
    ui({
      // Where its generated theme goes: node_modules/.nuxt-ui here, not below src-renderer.
      root: at('.'),
      autoImport: false,
      // Our own components are imported by name. The types are written by each build, for tsconfig.renderer.json.
      components: { dirs: [], dts: at('node_modules/.nuxt-ui/components.d.ts') },
      // The theme is ours (src-renderer/theme-mode.ts).
      colorMode: false,
      // Styles of the components in use only.
      experimental: { componentDetection: true },
      icon: {
        clientBundle: {
          // Without this, names that only occur in script files would be left out of the bundle.
          scan: { globInclude: ['src-renderer/**/*.{vue,ts}'] },
          sizeLimitKb: 64,
        },
      },
      ...density,
    }),
  ],
  resolve: {
    // Iconify's offline build: no code that can call an icon server is bundled.
    alias: [{ find: /^@iconify\/vue$/, replacement: at('src-renderer/icons-offline.ts') }],
  },
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    // Below Electron 45's Chromium, for the browsers that the headless host meets.
    target: 'chrome140',
    modulePreload: { polyfill: false },
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: { input: at('src-renderer/index.html') },
  },
}

/** What is bundled: `electron-vite --config electron.config.ts` reads the default export. */
export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          cli: at('src-main/cli.ts'),
          supervisor: at('src-main/supervisor/process/entry.ts'),
          storage: at('src-main/engine/storage/thread.ts'),
          worker: at('src-main/multiprocessing/worker/entry.ts'),
          'worker-thread': at('src-main/multiprocessing/worker/thread-entry.ts'),
          library: at('src-main/library.ts'),
          compare: at('src-main/multiprocessing/compare/entry.ts'),
          measuring: at('src-main/multiprocessing/compare/measuring.ts'),
        },
        // What workers and the library have in common is one file: fewer are loaded sooner, and its classes are the same
        // for a function that imports the library in a worker. What only some workers need is apart.
        output: {
          codeSplitting: {
            groups: [
              {
                name: 'worker',
                test: /src-main\/(worker|message-queues)\/(?!.*entry|call-server|loaded-files|output|port-stream)/,
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can require nothing but `electron`, and cannot be an ES module.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src-main/shell/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
})

/** What is packaged: electron-builder reads it through build/electron-builder.ts. */
export const builder: Configuration = {
  appId: 'org.example.forkyard',
  productName: 'Forkyard',
  copyright: 'Copyright © 2026 The Forkyard authors',
  directories: { output: 'release', buildResources: 'build' },
  // Production dependencies are added by electron-builder itself.
  files: [
    'out/**/*',
    '!out/.stamp',
    '!out/types',
    'package.json',
    '!**/*.map',
    // What koffi is compiled from; its binary is in a package of its own. Single files, not the folder src/koffi/src:
    // static.js in it is imported by koffi's entry, and electron-builder does not look into an excluded folder.
    '!node_modules/koffi/{doc,lib,vendor}',
    '!node_modules/koffi/src/koffi/src/**/*.{cc,hh,inc,def,S,asm}',
  ],
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  npmRebuild: false,
  electronFuses: {
    // The supervisor and the workers are this binary, run as Node.
    runAsNode: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Utility',
    executableName: 'forkyard',
    icon: 'build/icons',
    synopsis: 'Runs commands as processes in a bounded pool',
    syncDesktopName: true,
  },
  win: { target: ['nsis'], icon: 'build/icons/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: { target: ['dmg'], icon: 'build/icons/icon.icns', category: 'public.app-category.developer-tools' },
}
