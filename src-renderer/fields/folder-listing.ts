import { type ComputedRef, type ShallowRef, computed, shallowRef } from 'vue'
import type { FolderListing } from '../../src-main/contract/folder-listing.ts'
import { request } from '../client.ts'

export interface FolderEntry {
  name: string
  isFolder: boolean
}

export interface OpenFolder {
  listing: Readonly<ShallowRef<FolderListing | undefined>>
  /** As it is typed, or as the host names the folder that was opened. */
  path: ShallowRef<string>
  /** Why the folder that was asked for last could not be opened. */
  failure: ShallowRef<string | undefined>
  /** Subfolders first, then files. */
  entries: ComputedRef<FolderEntry[]>
  /** The home folder if none is named. False where it cannot be opened; the one before stays. */
  open: (folder: string | undefined) => Promise<boolean>
  /** Of an entry of the open folder. */
  pathOf: (name: string) => string
  /** The open folder's own name. */
  ownName: () => string | undefined
}

/** A folder of the host's machine, with what is in it. */
export function useOpenFolder(startIn: string, withModules: boolean | undefined): OpenFolder {
  const listing = shallowRef<FolderListing>()
  const path = shallowRef(startIn)
  const failure = shallowRef<string>()
  const separator = computed(() => (listing.value?.folder.includes('\\') ? '\\' : '/'))
  return {
    listing,
    path,
    failure,
    entries: computed(() => [
      ...(listing.value?.folders ?? []).map((name) => ({ name, isFolder: true })),
      ...(listing.value?.modules ?? []).map((name) => ({ name, isFolder: false })),
    ]),
    async open(folder) {
      const answer = await request('listFolders', {
        ...(folder !== undefined && folder !== '' && { folder }),
        ...(withModules && { withModules }),
      })
      failure.value = answer.ok ? undefined : answer.message
      if (!answer.ok) return false
      listing.value = answer.value
      path.value = answer.value.folder
      return true
    },
    pathOf(name) {
      const folder = listing.value?.folder ?? ''
      return folder.endsWith(separator.value) ? folder + name : folder + separator.value + name
    },
    ownName: () => listing.value?.folder.split(separator.value).at(-1),
  }
}
