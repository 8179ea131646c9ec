import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

/** Those of axe’s default rules that look at colours. */
const rulesOfColor = ['color-contrast', 'link-in-text-block']

/** No serious or critical finding of axe, light and dark. In dark nothing is different but what rules about colour see. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const isThere = await page.evaluate(() => 'axe' in window)
    const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'undefined' }) })
    if (colorScheme === 'dark') axe.withRules(rulesOfColor)
    // Otherwise it opens a page of its own, which a desktop window cannot.
    const { violations } = await axe.setLegacyMode(true).analyze()
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
    expect(grave, `accessibility, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}
