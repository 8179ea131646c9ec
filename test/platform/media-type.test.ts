import { describe, expect, it } from 'vitest'
import { mediaType } from '../../src-main/platform/media-type.ts'

describe('the media type', () => {
  it('is known for each kind of file that is bundled, and harmless for others', () => {
    expect(mediaType('/x/index.HTML')).toBe('text/html; charset=utf-8')
    expect(mediaType('/x/a.js')).toBe('text/javascript; charset=utf-8')
    expect(mediaType('/x/a.woff2')).toBe('font/woff2')
    expect(mediaType('/x/a.exe')).toBe('application/octet-stream')
  })
})
