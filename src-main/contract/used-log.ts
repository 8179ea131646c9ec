/** Why an attempt was not started whose log is there already: a log is created for its attempt, and for no other. */
export function usedLog(file: string): string {
  return `The log file “${file}” exists already, so it belongs to another run. Nothing was started, and the file was not changed. Run the task again: it then gets a new number and a new log.`
}
