// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, hasDisplay } from '../../src-main/host/browser.ts'
import { runHere } from '../run.mjs'
import { root } from '../set-up/folders.mjs'
import { findElectron } from '../start/electron-binary.mjs'
import { findOnPath } from './find-on-path.mjs'
import { temporaryIn } from './test-folder.mjs'
/** @import { Step } from '../report.mjs' */

const environment = /** @type {Record<string, string>} */ (process.env)

/**
 * What is read of Playwright's JSON report.
 * @typedef {{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped', projectName: string }} Test
 * @typedef {{ title: string, specs?: { title: string, tests: Test[] }[], suites?: Suite[] }} Suite
 */

/**
 * Runs the end-to-end tests with Playwright over both hosts: the desktop app on Electron where its binary is, else on
 * the stand-in (test/stand-in), and the headless host in a browser.
 * @param {string} folder for temporary files
 * @param {string[]} [args] for Playwright
 * @returns {Promise<Step>}
 */
export async function runEndToEndTests(folder, args = []) {
  const start = performance.now()
  const name = 'end-to-end tests'
  const hasBrowser = findChromium(environment) !== undefined
  const hasElectron = findElectron() !== undefined
  if (!hasBrowser && !hasElectron) {
    return { name, seconds: 0, passed: 0, failed: 0, skipped: [`${name}: no Chromium, Chrome, Edge or Electron here`] }
  }
  /** @type {string[]} */
  const left = []
  if (!hasBrowser) left.push('end-to-end tests of the headless host: no Chromium, Chrome or Edge here')
  const canStandIn = hasBrowser && process.platform !== 'win32'
  if (!hasElectron && !canStandIn) left.push('end-to-end tests of the desktop app: Electron’s binary is not here')
  const projects = [...(hasElectron || canStandIn ? ['desktop'] : []), ...(hasBrowser ? ['browser'] : [])]
  console.log(hasElectron ? 'The desktop app runs on Electron.' : 'The desktop app runs on the stand-in for Electron.')

  const report = join(folder, 'playwright.json')
  const isChosen = args.some((argument) => argument.startsWith('--project'))
  const selection = isChosen ? args : [...projects.map((project) => `--project=${project}`), ...args]
  const code = await runHere(...commandLine(selection), {
    ...temporaryIn(folder),
    ...(hasElectron ? {} : { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'test', 'stand-in', 'dist') }),
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  })
  const counted = count(readReport(report), code)
  return {
    name,
    seconds: (performance.now() - start) / 1000,
    ...counted,
    skipped: [...left, ...counted.skipped],
  }
}

/**
 * Playwright, with a display of its own where Electron needs one and there is none.
 * @param {string[]} args
 * @returns {[program: string, args: string[]]}
 */
function commandLine(args) {
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const all = [playwright, 'test', '--reporter=list,json', ...args]
  const xvfb = findOnPath('xvfb-run')
  if (hasDisplay(environment) || findElectron() === undefined || xvfb === undefined) return [process.execPath, all]
  return [xvfb, ['-a', process.execPath, ...all]]
}

/**
 * @param {Suite[]} suites
 * @param {number} code Playwright's exit code: not 0 also for what belongs to no test
 */
function count(suites, code) {
  const tests = suites.flatMap((suite) => testsIn(suite, []))
  const failures = tests.filter((test) => test.status === 'unexpected' || test.status === 'flaky')
  return {
    passed: tests.filter((test) => test.status === 'expected').length,
    failed: failures.length === 0 && code !== 0 ? 1 : failures.length,
    failures: failures.map((test) => test.name),
    skipped: tests.filter((test) => test.status === 'skipped').map((test) => test.name),
  }
}

/**
 * @param {Suite} suite
 * @param {string[]} above titles
 * @returns {{ name: string, status: Test['status'] }[]}
 */
function testsIn(suite, above) {
  const titles = [...above, suite.title]
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      name: `${[...titles, spec.title].join(' › ')} (${test.projectName})`,
      status: test.status,
    })),
  )
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsIn(inner, titles))]
}

/**
 * @param {string} file
 * @returns {Suite[]} none where Playwright ended before it wrote its report
 */
function readReport(file) {
  try {
    const report = /** @type {{ suites: Suite[] }} */ (JSON.parse(readFileSync(file, 'utf8')))
    return report.suites
  } catch {
    return []
  }
}
