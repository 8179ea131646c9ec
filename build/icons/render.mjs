// @ts-check
// Renders icon.svg into the PNGs and the icon files that packages need: `node build/icons/render.mjs`. Run it when the
// SVG changes and commit the results. Needs a Chromium on PATH, which draws.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findChromium } from '../../src-main/host/browser.ts'

const folder = new URL('./', import.meta.url)
const svg = readFileSync(new URL('icon.svg', folder), 'utf8')

/**
 * A Windows icon: a directory of images, here PNGs (https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)).
 * @param {Map<number, Buffer>} pngs by edge length
 */
function ico(pngs) {
  const images = [16, 32, 48, 64, 128, 256].map((size) => ({ size, png: at(pngs, size) }))
  const header = Buffer.alloc(6 + 16 * images.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = header.length
  images.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...images.map(({ png }) => png)])
}

/**
 * A macOS icon: chunks of a type, a length and a PNG. Types by size: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 * @param {Map<number, Buffer>} pngs by edge length
 */
function icns(pngs) {
  const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
  const chunks = Object.entries(types).map(([type, size]) => chunk(type, at(pngs, size)))
  return chunk('icns', Buffer.concat(chunks))
}

/**
 * @param {string} type
 * @param {Buffer} content
 */
function chunk(type, content) {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(header.length + content.length, 4)
  return Buffer.concat([header, content])
}

/**
 * @param {Map<number, Buffer>} pngs
 * @param {number} size
 */
function at(pngs, size) {
  const png = pngs.get(size)
  if (!png) throw new Error(`No PNG of ${size} pixels was rendered`)
  return png
}

const browser = await chromium.launch({
  executablePath: findChromium(/** @type {Record<string, string>} */ (process.env)) ?? '',
  // It draws one file of ours, in the container of whoever changes the icon.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const page = await browser.newPage()
/** @type {Map<number, Buffer>} */
const pngs = new Map()
for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024]) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  pngs.set(size, await page.screenshot({ omitBackground: true }))
}
await browser.close()
mkdirSync(folder, { recursive: true })
for (const [size, png] of pngs) {
  if (size <= 512) writeFileSync(new URL(`${size}x${size}.png`, folder), png)
}
writeFileSync(new URL('icon.ico', folder), ico(pngs))
writeFileSync(new URL('icon.icns', folder), icns(pngs))
