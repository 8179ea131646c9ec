import { test as base } from '@playwright/test'
import type { RunningHost } from './hosts.ts'

const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
]

/** Saves the page as it stands, light and dark, in both sizes: test-results/shots/NAME-HOST-light-1280x800.png, … */
export async function takePictures(host: RunningHost, name: string): Promise<void> {
  for (const size of sizes) {
    await host.resize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await host.page.emulateMedia({ colorScheme })
      const file = `${name}-${host.kind}-${colorScheme}-${size.width}x${size.height}.png`
      await host.page.screenshot({ path: `${base.info().project.outputDir}/shots/${file}`, animations: 'disabled' })
    }
  }
  await host.page.emulateMedia({ colorScheme: null })
}
