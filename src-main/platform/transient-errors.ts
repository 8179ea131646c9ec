const transientCodes = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'])

/** Whether the system refused a process for want of something that others may give back: the same may succeed a little later. */
export function isTransient(code: string): boolean {
  return transientCodes.has(code)
}
