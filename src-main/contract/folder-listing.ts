/** The subfolders of a folder, for a picker without a native dialog. */
export interface FolderListing {
  /** The folder that was read, absolute, without `~`. */
  folder: string
  /** Undefined at the root. */
  parent?: string
  /** Names of its subfolders, sorted, hidden ones last; at most 1,000. */
  folders: string[]
  /** Names of the files in it that may have functions (JavaScript, TypeScript, Python), where they were asked for. */
  modules?: string[]
}
