/** Words of the New task dialog and the first steps. */
export const newTask = { title: 'New task' }
