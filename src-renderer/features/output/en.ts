/** Words of the Output panel. */
export const output = { empty: 'Select a run to see its output' }
