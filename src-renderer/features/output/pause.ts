/** Resolves after so many milliseconds; while nobody sees the window, not before somebody does. */
export async function pauseWhileHidden(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  if (!document.hidden) return
  await new Promise<void>((resolve) => {
    const whenShown = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', whenShown)
      resolve()
    }
    document.addEventListener('visibilitychange', whenShown)
  })
}
