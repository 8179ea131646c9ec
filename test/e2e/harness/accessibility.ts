import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

/** No serious or critical finding of axe, light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // Otherwise it opens a page of its own, which a desktop window cannot.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
    expect(grave, `accessibility, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}
