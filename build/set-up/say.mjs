// @ts-check

/**
 * Tells the person in front of the terminal what goes on. To stderr: stdout belongs to what a command answers.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}
