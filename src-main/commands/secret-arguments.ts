/**
 * Takes the arguments out of the list of processes, which every user of the machine can read, where one of them has a
 * secret's value: `--secret NAME=VALUE`. They were there from the start of the program until now.
 *
 * @param args as they were given, before anything has read them
 */
export function hideSecrets(command: string, args: string[]): void {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const hasValue = own.some((arg, index) => {
    const text = arg.startsWith('--secret=') ? arg.slice('--secret='.length) : own[index - 1] === '--secret' ? arg : ''
    return text.includes('=')
  })
  // Node writes it where the arguments stood, and nothing else there.
  if (hasValue) process.title = `forkyard ${command}`
}
