// What Electron's own entry does: reads the command line, loads the modules of -r, then the app, then says `ready`.
import { readFileSync } from 'node:fs'
import inspector from 'node:inspector'
import { createRequire, registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { identity, launchBrowser, start, switches } from './app.ts'
import { electron } from './electron.ts'

const requireHere = createRequire(import.meta.url)
// Electron's argv has no script of its own before the app.
process.argv.splice(1, 1)
process.title = 'electron-stand-in'

const { version } = requireHere('electron/package.json') as { version: string }
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true })

const shared = Symbol.for('forkyard.stand-in')
Object.assign(globalThis, { [shared]: electron })
const reachShared = `globalThis[Symbol.for('forkyard.stand-in')]`
const sources = {
  module: `const it = ${reachShared}; export default it; export const { ${Object.keys(electron).join(', ')} } = it`,
  commonjs: `module.exports = ${reachShared}`,
} as const

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== 'electron' && specifier !== 'electron/main') return next(specifier, context)
    const format = context.conditions.includes('import') ? 'module' : 'commonjs'
    return { url: `stand-in:${format}`, format, shortCircuit: true }
  },
  load: (url, context, next) => {
    if (!url.startsWith('stand-in:')) return next(url, context)
    const format = url === 'stand-in:module' ? 'module' : 'commonjs'
    return { format, source: sources[format], shortCircuit: true }
  },
})

await run(parseArguments(process.argv.slice(1)))

interface Arguments {
  required: string[]
  appFolder: string
}

function parseArguments(args: string[]): Arguments {
  const required: string[] = []
  let appFolder: string | undefined
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ''
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? []
    if (argument === '-r') required.push(args[++index] ?? '')
    // Prints the line that Playwright waits for.
    else if (name === 'inspect') inspector.open(Number(value))
    else if (name !== undefined) switches.set(name, value)
    else appFolder ??= argument
  }
  if (appFolder === undefined) {
    console.error('usage: electron [options] <app folder>')
    process.exit(1)
  }
  return { required, appFolder: path.resolve(appFolder) }
}

async function run({ required, appFolder }: Arguments): Promise<void> {
  const packageFile = path.join(appFolder, 'package.json')
  const {
    productName,
    version: appVersion,
    main,
  } = JSON.parse(readFileSync(packageFile, 'utf8')) as Record<string, string>
  Object.assign(identity, { name: productName, version: appVersion })
  const requireInApp = createRequire(packageFile)
  for (const name of required) requireInApp(name)
  if (switches.has('user-data-dir')) launchBrowser()
  await import(pathToFileURL(path.join(appFolder, main ?? 'index.js')).href)
  await start()
}
