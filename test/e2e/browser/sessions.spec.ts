import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from '../harness/accessibility.ts'
import { ask } from '../harness/ask.ts'
import { takePictures } from '../harness/pictures.ts'
import { expect, test } from '../harness/test.ts'
import { goTo } from '../journeys/window.ts'

const section = (page: Page): Locator => page.getByRole('region', { name: 'Signed-in browsers' })
const rows = (page: Page): Locator => section(page).getByRole('listitem')

/** Another window of the same host, through a link of its own. */
async function openAnother(page: Page): Promise<Page> {
  const { link } = await ask(page, 'createLink', {})
  const other = await page.context().newPage()
  await other.goto(link)
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
  return other
}

test('windows are listed where they were signed in, and signed out one by one or all but this', async ({
  host,
  page,
}) => {
  const [second, third] = [await openAnother(page), await openAnother(page)]
  await goTo(page, 'Settings')
  await expect(rows(page)).toHaveCount(3)
  await expect(rows(page).first()).toContainText('This window')
  await expect(rows(page).nth(1)).toContainText(/Chrome \d+ on Linux.*Session 2, signed in .* · open now/s)
  await section(page).scrollIntoViewIfNeeded()
  await takePictures(host, 'settings-sessions')
  await expectAccessible(page)

  await rows(page).nth(1).getByRole('button', { name: 'Sign out' }).click()
  await expect(second.getByRole('heading', { name: 'This window was signed out' })).toBeVisible()
  await expect(second.getByText('forkyard sessions link')).toBeVisible()
  await expect(rows(page)).toHaveCount(2)
  await second.reload()
  await expect(second.getByRole('heading', { name: 'Open Forkyard through its link' })).toBeVisible()

  await section(page).getByRole('button', { name: 'Sign out all others' }).click()
  await expect(third.getByRole('heading', { name: 'This window was signed out' })).toBeVisible()
  await expect(rows(page)).toHaveCount(1)
  await expect(section(page).getByRole('button', { name: 'Sign out all others' })).toBeHidden()

  await rows(page).getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'This window was signed out' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('listitem')).toHaveCount(0)
  await expectAccessible(page)
})

test('a link that was used says so, and its token stays in no address', async ({ host, page }) => {
  host.complaints.allow(/status of 401/)
  const { link } = await ask(page, 'createLink', {})
  const other = await page.context().newPage()
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'Processes', level: 1 })).toBeVisible()
  expect(other.url()).not.toContain('token')
  const late = await page.context().newPage()
  await late.goto(link)
  await expect(late.getByRole('heading', { name: 'This link has been used' })).toBeVisible()
  expect(late.url()).not.toContain('token')
  // Nor is it a step back.
  for (const shown of [other, late]) {
    const addresses = await shown.evaluate(() => navigation.entries().map(({ url }) => url))
    expect(addresses.filter((address) => address?.includes('token'))).toEqual([])
  }
})
