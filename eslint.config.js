import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const transportOnly = 'Raw Electron IPC belongs to src-main/shell; everything else speaks the contract.'

export default defineConfig(
  globalIgnores([
    'out/',
    'release/',
    'test-results/',
    'playwright-report/',
    'build/toolchain/',
    '.cache/',
    '**/*.cjs',
    'test/fixtures/*.mjs',
  ]),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        project: ['tsconfig.node.json', 'tsconfig.lint.json', 'tsconfig.e2e.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A number in a sentence needs no String().
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Each promise is awaited, or says what becomes of its rejection; `void` would only hide it.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `[...text]` is how text is taken apart into code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Methods here are closures of the object that made them, and keep working when taken out of it.
      '@typescript-eslint/unbound-method': 'off',
      // Electron's classes are declared one inside the other's shape; no instance of ours is meant.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Props are declared as types.
      'vue/require-prop-types': 'off',
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // Bugs are logged; everything else has a place of its own to be shown.
      'no-console': ['error', { allow: ['error', 'warn'] }],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['**/*.vue'],
    // For these alone: with it typescript-eslint keeps a program up to date instead of making it once.
    languageOptions: { parserOptions: { extraFileExtensions: ['.vue'], project: ['tsconfig.lint.json'] } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/require-typed-ref': 'error',
    },
  },
  {
    files: ['src-main/**', 'src-renderer/**'],
    // An arrow that gives `void promise` leaves it alone unseen.
    rules: { 'no-void': ['error', { allowAsStatement: true }] },
  },
  {
    files: ['src-renderer/**'],
    rules: {
      // `void tick.value` is how a computed value says what it depends on.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    files: ['**/*.{ts,mjs,js,vue}'],
    ignores: ['src-main/shell/**', 'test/stand-in/**', 'test/shell/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', importNames: ['ipcMain', 'ipcRenderer'], message: transportOnly }] },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[property.name=/^ipc(Main|Renderer)$/]', message: transportOnly },
        { selector: 'Identifier[name=/^ipc(Main|Renderer)$/]', message: transportOnly },
      ],
    },
  },
  {
    // Programs that a person runs: what they print is what they are for.
    files: [
      'build/**',
      'test/**',
      'src-main/main.ts',
      'src-main/shell/**',
      'src-main/cli.ts',
      'src-main/serve.ts',
      'src-main/host/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      // Test doubles with nothing in them and a `!` that fails the test where it is wrong.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // A test may let something go on beside it; a rejection that nobody handles fails the run.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
    },
  },
  {
    files: ['build/**/*.mjs', '*.js'],
    rules: {
      // typescript-eslint does not see JSDoc's casts, which is how JSON gets its type here; tsc does.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['src-renderer/public/**'], ...tseslint.configs.disableTypeChecked },
  prettier,
)
