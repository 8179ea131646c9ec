import { expectAccessible } from './harness/accessibility.ts'
import { takePictures } from './harness/pictures.ts'
import { expect, test } from './harness/test.ts'

test('the app opens on the Processes page, empty, and says what to do @host', async ({ host, page }) => {
  await expect(page.getByRole('heading', { name: 'Processes', level: 1 })).toBeVisible()
  await takePictures(host, 'start')
  await expectAccessible(page)
})
