import { execFile } from 'node:child_process'

/**
 * By fallocate(1) of util-linux, as Node has no call for it: what lies behind `length`, and what is appended at this
 * moment, is not touched. False where the tool is missing or the file system refuses (EOPNOTSUPP).
 */
export function punchHole(file: string, length: number): Promise<boolean> {
  const args = ['--punch-hole', '--offset', '0', '--length', String(length), file]
  return new Promise((resolve) => {
    execFile('fallocate', args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }, (error) => {
      resolve(error === null)
    })
  })
}
