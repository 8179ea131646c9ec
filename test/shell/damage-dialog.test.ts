import type { MessageBoxOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { failure } from '../../src-main/contract/answer.ts'
import { askAboutDamage } from '../../src-main/shell/damage-dialog.ts'

const damaged = (details: Record<string, string | number>) =>
  failure('storage-failed', 'The database is damaged.', { details: { isDamaged: 1, ...details } })

/** A box that is answered by the button with this label, or closed. */
function answering(label: string | undefined) {
  const asked: MessageBoxOptions[] = []
  return {
    asked,
    showMessageBox: (options: MessageBoxOptions) => {
      asked.push(options)
      const { buttons = [], cancelId = -1 } = options
      return Promise.resolve({
        response: label === undefined ? cancelId : buttons.indexOf(label),
        checkboxChecked: false,
      })
    },
  } as never as Parameters<typeof askAboutDamage>[0] & { asked: MessageBoxOptions[] }
}

describe('the box about a damaged database', () => {
  it('offers the backup where there is one', async () => {
    expect(await askAboutDamage(answering('Restore the Backup'), damaged({ backup: '/b.sqlite' }))).toBe('restore')
  })

  it('offers to start empty, and no backup where there is none', async () => {
    const dialog = answering('Start Empty')
    expect(await askAboutDamage(dialog, damaged({}))).toBe('start-empty')
    expect(dialog.asked[0]?.buttons).toEqual(['Start Empty', 'Quit'])
  })

  it('destroys or replaces nothing by its default button if the database is of a newer version', async () => {
    const dialog = answering(undefined)
    await askAboutDamage(dialog, damaged({ backup: '/b.sqlite', isTooNew: 1 }))
    const { buttons = [], defaultId = -1, message } = dialog.asked[0] ?? {}
    expect([buttons[defaultId], message]).toEqual(['Quit', 'Forkyard’s database was made by a newer version'])
  })

  it('quits where it is closed', async () => {
    expect(await askAboutDamage(answering(undefined), damaged({ backup: '/b.sqlite' }))).toBe('quit')
  })

  it('is not shown for any other failure', async () => {
    const dialog = answering(undefined)
    expect(await askAboutDamage(dialog, failure('storage-failed', 'It is too new.'))).toBeUndefined()
    expect(dialog.asked).toEqual([])
  })
})
