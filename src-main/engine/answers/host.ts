import { failure, success } from '../../contract/answer.ts'
import { listFolders } from '../submission/folder-listing.ts'
import { storageTrouble } from '../storage/storage-failure.ts'
import type { Answers, Parts } from './parts.ts'

/** Requests about the host itself. */
export function hostAnswers(
  parts: Parts,
): Pick<
  Answers,
  | 'hostStatus'
  | 'diagnostics'
  | 'changeSettings'
  | 'setDataFolder'
  | 'dismissRecovery'
  | 'chooseFolder'
  | 'chooseModule'
  | 'listFolders'
  | 'listFunctions'
> {
  const { options, nextDataFolder, pool, settings, recovery, surroundings, known, storage } = parts
  return {
    hostStatus: () => {
      const { kind, version, pid, dataFolder } = options.host
      const pools = [pool.status]
      const errors = options.errors?.()
      const notes = options.report?.notes() ?? []
      const storageFailure = storage.failure && storageTrouble(storage.failure)
      const uptime = process.uptime()
      return success({
        kind,
        version,
        pid,
        dataFolder,
        uptime,
        pools,
        notes,
        ...(errors && { errors }),
        ...(storageFailure && { storageFailure }),
      })
    },
    diagnostics: async () => {
      if (!options.report) return failure('not-available', 'This host has no diagnostics.')
      const { kind, pid, dataFolder, dataFolderFrom } = options.host
      return success({
        kind,
        pid,
        dataFolder,
        dataFolderFrom,
        uptime: process.uptime(),
        ...(await options.report.diagnose()),
      })
    },
    changeSettings: (change) => settings.change(change),
    setDataFolder: ({ folder }) => {
      nextDataFolder.choose(folder)
      return success(null)
    },
    dismissRecovery: () => {
      recovery.dismiss()
      return success(null)
    },
    chooseFolder: async ({ startIn }, { client }) =>
      client.chooseFolder
        ? success(await client.chooseFolder(startIn))
        : failure('not-available', 'This host has no native folder dialog.'),
    chooseModule: async ({ startIn }, { client }) =>
      client.chooseModule
        ? success(await client.chooseModule(startIn))
        : failure('not-available', 'This host has no native file dialog.'),
    listFunctions: async (query) => {
      // Only who looks at functions needs the parser.
      const { listFunctions } = await import('../functions/listing/module-listing.ts')
      await known
      return listFunctions(query, { home: surroundings.homeFolder, environment: surroundings.environment })
    },
    listFolders: (query) => listFolders(query, options.host.homeFolder),
  }
}
