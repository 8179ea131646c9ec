import { existsSync } from 'node:fs'
import { readJournal } from '../../src-main/supervisor/journal/read-journal.ts'
import { meetingFolders, rendezvousIn } from '../../src-main/supervisor/connection/socket-folder.ts'
import { livingProcess } from './processes.ts'

/** Ends the resident processes that a failed test left, or that wait for the next host. */
export function endResidents(runtimeFolder: string): void {
  if (!existsSync(runtimeFolder)) return
  for (const folder of meetingFolders(runtimeFolder)) {
    const read = readJournal(rendezvousIn(folder).journalFile)
    if (read.kind !== 'read') continue
    const { pid, startTime } = read.header
    if (livingProcess(pid)?.startTime === startTime) process.kill(pid, 'SIGKILL')
  }
}
