/** The arrows of ARCHITECTURE.md ("Where things are"). test/build/layers.test.ts breaks each of these rules once. */

const contract = '^src-main/contract/'
const roots = '^src-main/(main|serve|cli|library)\\.ts$'

/** Where not even types form a circle: what two files name has a file of its own. */
const freeOfCircles = '^src-(main|renderer)/'

/** For errors that nobody handled: wherever a promise can be left alone. */
const uncaught = '^src-main/platform/uncaught\\.ts$'

/** Rules that say: what lies in `from` may import, of our own code, only itself and `may`. */
const mayImport = (name, from, ...may) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src-main|src-renderer|test|build)/', pathNot: [from, contract, ...may] },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    mayImport('contract-is-lowest', contract),
    {
      name: 'contract-knows-only-valibot',
      severity: 'error',
      from: { path: contract },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'], pathNot: 'node_modules/valibot/' },
    },
    mayImport(
      'engine-sees-ports-only',
      '^src-main/engine/',
      uncaught,
      '^src-main/supervisor/(port|messages)\\.ts$',
      '^src-main/multiprocessing/worker/(messages|frames|thrown|child-state|load-target|port-stream)\\.ts$',
      '^src-main/multiprocessing/(pools|message-queues)/',
      '^src-main/multiprocessing/compare/messages\\.ts$',
      '^src-main/platform/',
    ),
    mayImport('multiprocessing-is-a-wing-of-its-own', '^src-main/multiprocessing/', '^src-main/platform/'),
    mayImport(
      'compare-stands-on-workers',
      '^src-main/multiprocessing/compare/',
      uncaught,
      '^src-main/multiprocessing/pools/',
      '^src-main/multiprocessing/worker/',
    ),
    mayImport(
      'library-stands-on-workers',
      '^src-main/multiprocessing/library/',
      '^src-main/multiprocessing/pools/',
      '^src-main/multiprocessing/worker/',
      '^src-main/multiprocessing/message-queues/',
    ),
    mayImport(
      'message-queues-know-frames-and-memory',
      '^src-main/multiprocessing/message-queues/',
      '^src-main/multiprocessing/worker/frames\\.ts$',
      '^src-main/platform/',
    ),
    {
      name: 'library-without-a-database',
      comment: 'Scripts use it on any Node from 22.18 on, also where node:sqlite is not there.',
      severity: 'error',
      from: { path: '^src-main/(library|multiprocessing/(library|worker|message-queues|pools)/.*)\\.ts$' },
      to: { path: ['^(node:)?sqlite$', '^src-main/engine/(storage/|engine\\.ts|index\\.ts)'] },
    },
    mayImport('supervisor-stands-alone', '^src-main/supervisor/', '^src-main/platform/'),
    mayImport('platform-knows-nobody', '^src-main/platform/'),
    mayImport(
      'worker-stands-on-message-queues',
      '^src-main/multiprocessing/worker/',
      '^src-main/multiprocessing/message-queues/',
      '^src-main/platform/',
    ),
    mayImport('shell-sees-the-engine-only', '^src-main/shell/', '^src-main/engine/index\\.ts$', '^src-main/platform/'),
    mayImport('host-sees-the-engine-only', '^src-main/host/', '^src-main/engine/index\\.ts$', '^src-main/platform/'),
    mayImport('client-knows-the-contract-only', '^src-main/client/', '^src-main/platform/'),
    mayImport('commands-see-the-client-only', '^src-main/commands/', '^src-main/client/', '^src-main/platform/'),
    mayImport('renderer-knows-the-contract-only', '^src-renderer/'),
    {
      name: 'nothing-imports-a-root',
      comment: 'A composition root may start another one; nothing else knows them.',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: roots },
      to: { path: roots },
    },
    {
      name: 'features-apart',
      comment: 'What two features need belongs to src-renderer itself or to ui/.',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/' },
      to: { path: '^src-renderer/features/', pathNot: '^src-renderer/features/$1/' },
    },
    {
      name: 'ui-is-dumb',
      comment: 'Parts of ui/ get all they show as props: no store, no client, no feature.',
      severity: 'error',
      from: { path: '^src-renderer/ui/' },
      to: {
        path: ['^src-renderer/(?!ui/|(format|unawaited)\\.ts$)', '^src-main/(?!contract/)', 'node_modules/pinia/'],
      },
    },
    {
      name: 'electron-in-the-shell-only',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: ['^src-main/shell/', '^src-main/main\\.ts$'] },
      to: { path: ['^electron$', 'node_modules/electron/'] },
    },
    {
      name: 'processes-in-the-supervisor-only',
      comment:
        'shell and host may open a browser, `add` may start a host, functions run in workers; everything else that runs is the supervisor’s.',
      severity: 'error',
      from: {
        path: '^(src-main|src-renderer)/',
        pathNot: [
          '^src-main/(supervisor|shell|host)/',
          '^src-main/commands/background-host\\.ts$',
          '^src-main/multiprocessing/pools/child-process\\.ts$',
          // The login shell is asked once, before anything is run.
          '^src-main/engine/environment/login-environment\\.ts$',
          // Python parses its own files: a moment, and nothing of them is run.
          '^src-main/engine/functions/listing/python-functions\\.ts$',
        ],
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'native-calls-in-one-file',
      comment: 'A wrong call ends the process: all of them are read in one place.',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: '^src-main/platform/c-library\\.ts$' },
      to: { path: 'node_modules/koffi/' },
    },
    {
      name: 'product-free-of-tests-and-build',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/' },
      to: { path: '^(test|build)/' },
    },
    {
      name: 'shipped-dependencies-are-declared',
      comment: 'The main side is shipped with `dependencies` alone; electron is the runtime itself.',
      severity: 'error',
      from: { path: '^src-main/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/electron/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Of modules that load one another.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycles-of-types',
      comment: 'Nor of files that only name types of one another.',
      severity: 'error',
      from: { path: freeOfCircles },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src-main|src-renderer)/',
        pathNot: [
          '\\.d\\.ts$',
          '^src-renderer/public/',
          roots,
          '^src-main/supervisor/process/entry\\.ts$',
          '^src-main/multiprocessing/worker/(thread-)?entry\\.ts$',
          '^src-main/shell/preload\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: { path: '^(src-main|src-renderer|build|test)/' },
      to: {
        couldNotResolve: true,
        pathNot: ['^virtual:', '^#build/', '^electron$', '^@nuxt/ui/', '^@iconify/', '\\.css$', '\\?'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^build/toolchain/', '^out/', '^test/fixtures/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.cjs', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
}
