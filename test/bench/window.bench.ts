import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, type Page, _electron, chromium } from '@playwright/test'
import { type Benchmark, inTurn } from './figure.ts'
import { startHost } from './host.ts'
import { longTasks, recordUpdates } from './page-trace.ts'

const launchOptions = {
  executablePath: process.env['FORKYARD_BROWSER'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
}
const root = new URL('../../', import.meta.url).pathname
/** Runs of two processes each. */
const runs = 1_000
/** CSS pixels, 25 times a second: 6,000 a second, as when one spins the wheel. */
const flick = 240

interface Served {
  page: Page
  hostPid: number
  close(): Promise<void>
}

/** The built headless host with its window in a real browser. */
async function serve(browser: Browser): Promise<Served> {
  const home = mkdtempSync(join(tmpdir(), 'forkyard-bench-window-'))
  const host = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--no-open'], {
    env: { ...process.env, FORKYARD_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [link] = (await once(createInterface({ input: host.stdout }), 'line')) as [string]
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(link)
  await page.getByRole('button', { name: 'New task' }).first().waitFor()
  return {
    page,
    hostPid: host.pid ?? 0,
    async close() {
      await page.context().close()
      host.kill('SIGTERM')
      await once(host, 'exit')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Adds a task through the dialog, as a person does. */
async function add(page: Page, command: string, times: number): Promise<void> {
  await page.keyboard.press('Control+n')
  const dialog = page.getByRole('dialog', { name: 'New task' })
  await dialog.getByLabel('Command', { exact: true }).fill(command)
  await dialog.getByLabel('How many times to run it').fill(String(times))
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'hidden' })
}

/** Milliseconds of CPU that a process has used (proc_pid_stat(5), fields 14 and 15, at 100 ticks a second). */
function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function idle(browser: Browser): Promise<number[]> {
  const { page, hostPid, close } = await serve(browser)
  await page.waitForTimeout(3_000)
  const shares: number[] = []
  for (let round = 0; round < 5; round++) {
    const before = cpuTime(hostPid)
    await wait(5_000)
    shares.push((cpuTime(hostPid) - before) / 50)
  }
  await close()
  return shares
}

async function manyRows(browser: Browser): Promise<{ updates: number[]; long: number[]; rows: number }> {
  const { page, close } = await serve(browser)
  try {
    const size = page.getByRole('spinbutton', { name: 'Pool size' })
    await size.fill(String(runs + 1))
    await size.press('Enter')
    await add(page, 'sleep 1000; true', runs)
    const table = page.getByRole('treegrid', { name: 'Processes' })
    await page.waitForFunction(
      (least) => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) >= least,
      2 * runs,
      { timeout: 120_000 },
    )
    // One slot is left: short runs through it change the chart ten times a second.
    await add(page, 'sleep 0.05', 2_000)
    await page.waitForTimeout(3_000)
    const rows = Number(await table.getAttribute('aria-rowcount')) - 1
    const updates = await recordUpdates(page, 20_000)
    const long = await longTasks(page, async () => {
      const box = await table.boundingBox()
      await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 150)
      for (let step = 0; step < 100; step++) {
        await page.mouse.wheel(0, step < 50 ? flick : -flick)
        await page.waitForTimeout(40)
      }
    })
    return { updates, long, rows }
  } finally {
    await close()
  }
}

/** From launch until the window can be used, on Electron or what stands in for it. */
async function start(): Promise<number> {
  const profile = mkdtempSync(join(tmpdir(), 'forkyard-bench-start-'))
  const begin = performance.now()
  const app = await _electron.launch({
    args: [root, `--user-data-dir=${profile}`],
    env: { ...(process.env as Record<string, string>), FORKYARD_HOME: profile },
    colorScheme: null,
  })
  const page = await app.firstWindow()
  await page.getByRole('button', { name: 'New task' }).first().waitFor()
  const time = performance.now() - begin
  await app.close()
  rmSync(profile, { recursive: true, force: true })
  return time
}

/** The same for a page with nothing but a button, in the same browser. */
async function bareStart(): Promise<number> {
  const begin = performance.now()
  const browser = await chromium.launch(launchOptions)
  const page = await browser.newPage()
  await page.goto('data:text/html,<button>New task</button>')
  await page.getByRole('button', { name: 'New task' }).waitFor()
  const time = performance.now() - begin
  await browser.close()
  return time
}

async function engineStart(): Promise<number> {
  const begin = performance.now()
  const host = await startHost(2)
  const time = performance.now() - begin
  await host.close()
  return time
}

async function times(count: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let round = 0; round < count; round++) values.push(await measure())
  return values
}

/** The window under load and at rest, and how soon it is there. `npm run build` first. */
const window: Benchmark = async () => {
  const browser = await chromium.launch(launchOptions)
  try {
    const shares = await idle(browser)
    const { updates, long, rows } = await manyRows(browser)
    const sorted = updates.toSorted((a, b) => a - b)
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? NaN
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= join(root, 'test/stand-in/dist')
    const starts = await inTurn(5, start, bareStart)
    return [
      {
        name: `scripting and layout of an update, ${rows} rows, p95`,
        unit: 'ms',
        values: [p95],
        bound: { most: 16 },
        note: `${updates.length} updates, chart at 10 Hz`,
      },
      { name: 'the same, all updates', unit: 'ms', values: updates },
      {
        name: 'longest task while scrolling',
        unit: 'ms',
        values: [Math.max(0, ...long)],
        bound: { most: 50 },
        note: `${long.length} above 50 ms`,
      },
      { name: 'idle with the window open, of one core', unit: '%', values: shares, bound: { most: 1 } },
      {
        name: 'launch until the window can be used',
        unit: 'ms',
        values: starts.a,
        bound: { most: 2_500 },
        note: 'on the stand-in',
      },
      { name: 'the same, against a page with one button', unit: '×', values: starts.ratios },
      { name: "the engine's share of it", unit: 'ms', values: await times(5, engineStart), bound: { most: 300 } },
    ]
  } finally {
    await browser.close()
  }
}

export default window
