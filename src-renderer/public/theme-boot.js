// Runs before the first paint (the content security policy bars inline scripts), so that a dark window never flashes light.
;(() => {
  let mode = 'system'
  try {
    mode = localStorage.getItem('forkyard.theme') || mode
  } catch {
    // Storage is barred: the system decides.
  }
  const isDark = mode === 'dark' || (mode === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', isDark)
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
})()
