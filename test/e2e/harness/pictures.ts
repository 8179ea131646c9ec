import { test as base } from '@playwright/test'
import { extent } from '../../machine/extent.ts'
import type { RunningHost } from './hosts.ts'

const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
]

/**
 * Saves the page as it stands, light and dark, in both sizes: test-results/shots/NAME-HOST-light-1280x800.png, …
 * In `npm test` one picture alone, light and of the size that the page has.
 */
export async function takePictures(host: RunningHost, name: string): Promise<void> {
  const takePicture = async (look: string): Promise<void> => {
    const file = `${base.info().project.outputDir}/shots/${name}-${host.kind}-${look}.png`
    await host.page.screenshot({ path: file, animations: 'disabled' })
  }
  if (extent === 'short') {
    await takePicture('light')
    return
  }
  for (const size of sizes) {
    await host.resize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await host.page.emulateMedia({ colorScheme })
      await takePicture(`${colorScheme}-${size.width}x${size.height}`)
    }
  }
  await host.page.emulateMedia({ colorScheme: null })
}
