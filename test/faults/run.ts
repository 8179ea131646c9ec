// npm run faults [-- NAME …]: makes each fault in full, one after another, and writes what was seen to RESULTS.md.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, release, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { type Fault, describeFigures } from './fault.ts'

const here = import.meta.dirname
const names = readdirSync(here)
  .filter((file) => file.endsWith('.fault.ts'))
  .map((file) => file.replace('.fault.ts', ''))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

let failed = 0
for (const name of wanted.length > 0 ? wanted : names) {
  const { fault } = (await import(`./${name}.fault.ts`)) as { fault: Fault }
  const reason = fault.impossible?.()
  if (reason !== undefined) {
    console.log(`fault ${name}: skipped, ${reason}`)
    continue
  }
  const folder = await mkdtemp(join(tmpdir(), `forkyard-fault-${name}-`))
  const begin = performance.now()
  const seconds = (): string => ((performance.now() - begin) / 1_000).toFixed(1)
  try {
    const figures = describeFigures(await fault.run({ extent: 'long', folder }))
    console.log(`fault ${name}: ok, ${figures} (${seconds()} s)`)
    record(name, fault.title, figures, seconds())
  } catch (error) {
    failed++
    console.log(
      `fault ${name}: failed, ${error instanceof Error ? (error.stack ?? error.message) : String(error)} (${seconds()} s)`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.log(`${failed} faults failed`)
process.exitCode = failed > 0 ? 1 : 0

/** Replaces the fault's section in RESULTS.md, among those of the benchmarks. */
function record(name: string, title: string, figures: string, seconds: string): void {
  const file = join(here, '..', 'bench', 'RESULTS.md')
  const conditions = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${type()} ${release()}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB, ${seconds} s`
  const section = `## fault ${name}\n\n${title}\n\n${figures}\n\n(${conditions})\n`
  const [head = '', ...others] = readFileSync(file, 'utf8')
    .split(/^(?=## )/m)
    .filter((part) => !part.startsWith(`## fault ${name}\n`))
  const sections = [...others.map((part) => `${part.trimEnd()}\n`), section].sort()
  writeFileSync(file, [head.trimEnd() + '\n', ...sections].join('\n'))
}
