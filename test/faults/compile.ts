import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Why a program of ours in C cannot be had here; undefined where it can. */
export function whyNoCompiler(): string | undefined {
  return spawnSync('gcc', ['--version']).status === 0 ? undefined : 'there is no gcc to compile a part of it'
}

/** Compiles a source beside this file to `output`. Throws what the compiler said. */
export function compile(source: string, output: string, ...options: string[]): void {
  const args = ['-O2', '-Wall', '-o', output, join(import.meta.dirname, source), ...options]
  const { status, stderr } = spawnSync('gcc', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${source} could not be compiled: ${stderr}`)
}
