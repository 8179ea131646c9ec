import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { website } from '../../src-main/shell/external-links.ts'
import { menuTemplate } from '../../src-main/shell/menu.ts'

function menu(platform: NodeJS.Platform, isPackaged = true) {
  const commands: string[] = []
  const template = menuTemplate({
    platform,
    isPackaged,
    appName: 'Forkyard',
    command: (command) => commands.push(command),
    openExternal: (url) => commands.push(url),
  })
  const items = template.flatMap(({ submenu }) => (submenu ?? []) as MenuItemConstructorOptions[])
  const click = (id: string): void => {
    ;(items.find((item) => item.id === id)?.click as (() => void) | undefined)?.()
  }
  return { template, items, commands, click }
}

describe('the menus', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('give each item one label and one accelerator on %s', (platform) => {
    const { items } = menu(platform, false)
    const accelerators = items.map(({ accelerator }) => accelerator).filter((it) => it !== undefined)
    expect(new Set(accelerators).size).toBe(accelerators.length)
    for (const item of items.filter(({ type }) => type !== 'separator')) expect(item.label).toBeTruthy()
  })

  it('tell the window what was chosen', () => {
    const { click, commands } = menu('linux')
    const pages = ['show-processes', 'show-queue', 'show-message-queues', 'show-compare', 'show-settings']
    for (const id of ['new-task', ...pages, 'website']) click(id)
    expect(commands).toEqual(['new-task', ...pages, website])
  })

  it('offer New task with Ctrl or Cmd+N, and quitting where each system has it', () => {
    const { items } = menu('linux')
    expect(items.find(({ id }) => id === 'new-task')?.accelerator).toBe('CmdOrCtrl+N')
    expect(items.some(({ role }) => role === 'quit')).toBe(true)
    const mac = menu('darwin')
    expect(mac.template[0]?.role).toBe('appMenu')
    const own = mac.template[0]?.submenu as MenuItemConstructorOptions[]
    expect(mac.items.filter(({ role }) => role === 'quit')).toEqual(own.filter(({ role }) => role === 'quit'))
  })

  it('offer Settings with Ctrl or Cmd+comma, in the app’s own menu on macOS', () => {
    const isSettings = ({ id }: MenuItemConstructorOptions) => id === 'show-settings'
    expect(menu('linux').items.find(isSettings)?.accelerator).toBe('CmdOrCtrl+,')
    const mac = menu('darwin')
    const own = mac.template[0]?.submenu as MenuItemConstructorOptions[]
    expect(own.some(isSettings)).toBe(true)
    expect(mac.items.filter(isSettings)).toHaveLength(1)
  })

  it('offer the developer tools in development alone', () => {
    const hasTools = (isPackaged: boolean) =>
      menu('linux', isPackaged).items.some(({ role }) => role === 'toggleDevTools')
    expect([hasTools(true), hasTools(false)]).toEqual([false, true])
  })
})
