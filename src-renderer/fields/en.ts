/** Words of fields that several features have. */
export const fields = {
  browse: 'Browse…',
  recent: { folder: 'Recent folders', module: 'Recent files' },
  function: 'Function',
  functionPlaceholder: 'resize',
  notListed: 'The file does not seem to export a function of this name.',
  browser: {
    title: 'Choose a folder',
    titleOfModule: 'Choose the file with the function',
    text: 'On the machine that runs Forkyard',
    path: 'Folder',
    up: 'Parent folder',
    folders: 'Subfolders',
    none: 'No subfolders here',
    modules: 'Subfolders and files',
    noModules: 'No subfolders, and no JavaScript, TypeScript or Python files here',
    choose: 'Choose this folder',
    chooseModule: 'Choose this file',
    cancel: 'Cancel',
  },
}
