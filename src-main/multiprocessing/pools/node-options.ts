/** Options whose value is the program itself. */
const programs = new Set(['-e', '--eval', '-p', '--print', '-pe', '-c', '--check', '-i', '--interactive'])
/** Those for the program that this process was started with, and those that only one process can have. */
const own = /^--(input-type|inspect|inspect-.*|debug-port|watch|watch-.*|test|test-.*|run|build-.*)(=|$)/

/**
 * What a child is started with of the options that this process was given to Node: loaders, conditions and limits, but
 * not the program of `node --eval …`, which each child would run again.
 */
export function inheritedOptions(options: readonly string[] = process.execArgv): string[] {
  const kept: string[] = []
  for (let index = 0; index < options.length; index++) {
    const option = options[index] ?? ''
    // Its value follows as a word of its own.
    if (programs.has(option) || own.test(option)) index += takesNextWord(option, options[index + 1]) ? 1 : 0
    else kept.push(option)
  }
  return kept
}

function takesNextWord(option: string, next: string | undefined): boolean {
  return next !== undefined && !next.startsWith('-') && !option.includes('=')
}
