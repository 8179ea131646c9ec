import { existsSync } from 'node:fs'
import { readJournal } from '../../src-main/supervisor/journal/read-journal.ts'
import { meetingFolders, socketFolderIn } from '../../src-main/supervisor/connection/socket-folder.ts'
import { livingProcess } from './processes.ts'

/** Ends the supervisor processes that a failed test left, or that wait for the next host. */
export function endSupervisors(runtimeFolder: string): void {
  if (!existsSync(runtimeFolder)) return
  for (const folder of meetingFolders(runtimeFolder)) {
    const read = readJournal(socketFolderIn(folder).journalFile)
    if (read.kind !== 'read') continue
    const { pid, startTime } = read.header
    if (livingProcess(pid)?.startTime === startTime) process.kill(pid, 'SIGKILL')
  }
}
