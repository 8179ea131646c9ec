import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { meetingFolders, socketFolderIn } from '../../src-main/supervisor/connection/socket-folder.ts'

const another = '00000000-0000-4000-8000-000000000000'

/** Changes the name of the boot wherever a data folder has it, as if all of it were of before a restart; no host may live there. */
export function pretendRestart(dataFolder: string): void {
  const database = new DatabaseSync(join(dataFolder, 'forkyard.sqlite'))
  database.prepare('UPDATE attempts SET boot_id = ?').run(another)
  database.close()
  const runtimeFolder = join(dataFolder, 'run')
  if (!existsSync(runtimeFolder)) return
  for (const { journalFile } of meetingFolders(runtimeFolder).map(socketFolderIn)) {
    const [header = '', ...lines] = readFileSync(journalFile, 'utf8').split('\n')
    const changed: unknown = { ...(JSON.parse(header) as object), boot: another }
    writeFileSync(journalFile, [JSON.stringify(changed), ...lines].join('\n'))
  }
}
