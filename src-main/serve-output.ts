/** On standard error: standard output has the link alone, for programs that read it. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
