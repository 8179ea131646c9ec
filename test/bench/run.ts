// npm run bench [NAME …]: runs the benchmarks, each in a process of its own, and writes RESULTS.md.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Row } from './measure.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2)
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
const chosen = wanted.length > 0 ? wanted : names
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

let missed = 0
for (const name of chosen) {
  console.error(`${name} …`)
  const figures = await measure(name)
  for (const { name: title, median, unit, min, max, isKept, bound } of figures) {
    if (!isKept) missed++
    console.log(`${isKept ? ' ' : '✗'} ${title}: ${median} ${unit} (${min} to ${max})${bound ? `, ${bound}` : ''}`)
  }
  write(name, figures)
}
console.log(`${missed} figures beyond their bound`)
process.exitCode = missed > 0 ? 1 : 0

async function measure(name: string): Promise<Row[]> {
  const child = spawn(process.execPath, ['--expose-gc', `${here}measure.ts`, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`The benchmark ${name} ended with ${String(code)}`)
  return JSON.parse(output) as Row[]
}

/** Replaces the section of one benchmark in RESULTS.md. */
function write(name: string, rows: Row[]): void {
  const file = `${here}RESULTS.md`
  const conditions = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${type()} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, a shared machine`
  const table = rows.map(
    (row) =>
      `| ${row.isKept ? '' : '✗ '}${row.name}${row.note ? ` (${row.note})` : ''} | ${row.median} ${row.unit} | ${row.min} to ${row.max} | ${row.count} | ${row.bound} |`,
  )
  const section = [
    `## ${name}`,
    '',
    conditions,
    '',
    '| figure | median | range | values | bound |',
    '| --- | --- | --- | --- | --- |',
    ...table,
    '',
  ].join('\n')
  const text = readFileSync(file, 'utf8')
  const parts = text.split(/^(?=## )/m).filter((part) => !part.startsWith(`## ${name}\n`))
  const [head = '', ...others] = parts
  writeFileSync(
    file,
    [head, ...[...others.map((part) => `${part.trimEnd()}\n`), section].sort()].join('\n').replace(/\n{3,}/g, '\n\n'),
  )
}
