import type { MenuItemConstructorOptions } from 'electron'
import { app } from './app.ts'
import { registry } from './registry.ts'
import { missing, strictClass } from './strict.ts'

type Role = NonNullable<MenuItemConstructorOptions['role']>

/** Clicked, these do what their names say; the others of the product act on the page or the screen, and are only kept. */
const actions: Partial<Record<Role, () => void>> = {
  quit: () => {
    app.quit()
  },
  close: () => {
    ;[...registry.windows].at(-1)?.close()
  },
}
const kept: readonly Role[] = [
  'about',
  'copy',
  'cut',
  'help',
  'paste',
  'redo',
  'reload',
  'resetZoom',
  'selectAll',
  'toggleDevTools',
  'togglefullscreen',
  'undo',
  'zoomIn',
  'zoomOut',
]

class StandInMenuItem {
  readonly id: string
  readonly label: string
  readonly accelerator: string | undefined
  readonly submenu: StandInMenu | undefined
  readonly click: () => void

  constructor(options: MenuItemConstructorOptions) {
    const { role } = options
    if (role && !(role in actions) && !kept.includes(role)) throw missing(`the menu role ${role}`)
    this.id = options.id ?? ''
    this.label = options.label ?? ''
    this.accelerator = options.accelerator
    this.submenu = Array.isArray(options.submenu) ? StandInMenu.buildFromTemplate(options.submenu) : undefined
    this.click = () => {
      if (options.click) (options.click as () => void)()
      else if (role) actions[role]?.()
    }
  }
}

class StandInMenu {
  static #applicationMenu: StandInMenu | null = null
  readonly items: StandInMenuItem[]

  constructor(items: StandInMenuItem[]) {
    this.items = items
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): StandInMenu {
    return new StandInMenu(template.map((options) => new StandInMenuItem(options)))
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.#applicationMenu = menu
  }

  static getApplicationMenu(): StandInMenu | null {
    return StandInMenu.#applicationMenu
  }

  getMenuItemById(id: string): StandInMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}

export const MenuClass = strictClass('Menu', StandInMenu)
