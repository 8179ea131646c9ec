import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { builder } from '../../electron.config.ts'
import { securityHeaders } from '../../src-main/shell/security-headers.ts'
import { windowOptions } from '../../src-main/shell/window-options.ts'

const sources = globSync(['src-main/main.ts', 'src-main/shell/**/*.ts']).map((file) => readFileSync(file, 'utf8'))
const page = globSync('src-renderer/**/*.{vue,ts,html}').map((file) => readFileSync(file, 'utf8'))
const read = (name: string): string => readFileSync(`src-main/shell/${name}`, 'utf8')

const parts = { bounds: {}, isDark: false, preloadFile: '/preload.cjs' }
const preferences = windowOptions({ ...parts, platform: 'linux' }).webPreferences

const policy = new Map(
  securityHeaders['content-security-policy'].split('; ').map((directive) => {
    const [name = '', ...allowed] = directive.split(' ')
    return [name, allowed]
  }),
)

const expectNowhere = (pattern: RegExp): void => {
  for (const source of sources) expect(source).not.toMatch(pattern)
}

/**
 * The checklist of Electron's documentation (Tutorial, Security), item by item. What a running page shows of them is in
 * test/e2e/desktop/security.spec.ts; what handlers do, in the other files of this folder.
 */
describe('Electron’s security checklist', () => {
  it('1. loads only secure content: our scheme, no address over plain http', () => {
    expectNowhere(/['"`](http|ftp|ws):\/\//)
    expect(read('app-scheme.ts')).toContain("'app://forkyard/index.html'")
  })

  it('2. gives Node.js to no page', () => {
    expect(preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    })
  })

  it('3. isolates contexts', () => {
    expect(preferences?.contextIsolation).toBe(true)
  })

  it('4. sandboxes every process', () => {
    expect(preferences?.sandbox).toBe(true)
    expect(readFileSync('src-main/main.ts', 'utf8')).toContain('app.enableSandbox()')
    expectNowhere(/no-sandbox/)
  })

  it('5. answers permission requests and checks itself (refusals.test.ts)', () => {
    expect(read('shell.ts')).toContain('refuseWhatIsNotOurs(')
  })

  it('6. keeps web security', () => {
    expect(preferences?.webSecurity).toBe(true)
    expectNowhere(/disable-web-security/)
  })

  it('7. has a content security policy without inline or evaluated scripts, and without foreign sources', () => {
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('script-src')).toEqual(["'self'"])
    expect(policy.get('connect-src')).toEqual(["'self'"])
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    const allowed = new Set([...policy.values()].flat())
    expect([...allowed].toSorted()).toEqual(["'none'", "'self'", "'unsafe-inline'", 'data:'])
    const inline = [...policy].filter(([, list]) => list.includes("'unsafe-inline'")).map(([name]) => name)
    expect(inline).toEqual(['style-src'])
  })

  it('8. runs no insecure content', () => {
    expect(preferences?.allowRunningInsecureContent).toBe(false)
  })

  it('9. uses no experimental features', () => {
    expect(preferences?.experimentalFeatures).toBe(false)
    expectNowhere(/enable-experimental|appendSwitch/)
  })

  it('10. enables no Blink features', () => {
    expect(preferences).not.toHaveProperty('enableBlinkFeatures')
  })

  it('11. lets no webview open windows: the page has none', () => {
    for (const source of page) expect(source).not.toMatch(/<webview|allowpopups/i)
  })

  it('12. attaches no webview (refusals.test.ts)', () => {
    expect(preferences?.webviewTag).toBe(false)
    expect(read('refusals.ts')).toContain("'will-attach-webview'")
  })

  it('13. goes nowhere else (refusals.test.ts)', () => {
    expect(preferences?.navigateOnDragDrop).toBe(false)
    expect(read('refusals.ts')).toContain("'will-frame-navigate'")
  })

  it('14. opens no other windows (refusals.test.ts)', () => {
    expect(read('refusals.ts')).toContain("action: 'deny'")
    expectNowhere(/action: 'allow'/)
  })

  it('15. opens nothing outside but through the allow-list (refusals.test.ts)', () => {
    const calls = sources.filter((source) => /shell\.openExternal\(|shell\.openPath\(/.test(source))
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatch(/if \(!isAllowedExternally\(url\)\) return\s+shell\.openExternal\(url\)/)
  })

  it('16. pins a current version of Electron', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: { electron: string }
    }
    const [major = '0'] = devDependencies.electron.split('.')
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
    // Electron supports its three latest majors; 45 was the latest when this was written.
    expect(Number(major)).toBeGreaterThanOrEqual(45)
  })

  it('17. verifies who sends each message, and rejects (window-requests.test.ts)', () => {
    const handlers = sources.flatMap((source) => [...source.matchAll(/ipcMain\.(handle|on|once|handleOnce)\(/g)])
    expect(handlers).toHaveLength(1)
    expect(read('window-requests.ts')).toContain('!isFromOwnPage(event, pageUrl)) throw')
  })

  it('18. uses no file:// address', () => {
    expectNowhere(/['"`]file:|loadFile\(|pathToFileURL/)
  })

  it('19. sets the fuses', () => {
    expect(builder.electronFuses).toMatchObject({
      // Workers and the supervisor process run on Electron's own Node.js.
      runAsNode: true,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('20. exposes no API of Electron: three functions of our own', () => {
    const preload = read('preload.ts')
    expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1)
    expect(preload).toContain("exposeInMainWorld('forkyard', forkyard)")
    expect(preload).not.toMatch(/forkyard[^\n]*ipcRenderer[,} ]|require\(/)
    const imports = [...preload.matchAll(/^import (type )?.* from '(.*)'/gm)]
    expect(imports.filter(([, type]) => type === undefined).map(([, , from]) => from)).toEqual(['electron'])
  })
})
