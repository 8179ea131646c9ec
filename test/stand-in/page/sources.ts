import { readFileSync } from 'node:fs'
import { createBridge } from './bridge.ts'
import { createCodec } from './codec.ts'
import { runPreload } from './preload-world.ts'

export const binding = '__standInSend'
export const receiver = '__standInReceive'

/** The two scripts that every document of a window begins with: one for the page's world, one for the preload's. */
export function pageSources(secret: string, preloadFile: string): { mainWorld: string; preloadWorld: string } {
  const preload = readFileSync(preloadFile, 'utf8')
  if (/^\s*(import|export)\s/m.test(preload)) throw new Error('Cannot use import statement outside a module')
  const [page, isolated] = [JSON.stringify(`page-${secret}`), JSON.stringify(`preload-${secret}`)]
  const world = JSON.stringify({ binding, receiver, preloadFile })
  return {
    mainWorld: inTopFrame(`(${String(createBridge)})(${page}, ${isolated}).divertOpening()`),
    preloadWorld: inTopFrame(
      `(${String(runPreload)})(${world}, (${String(createCodec)})(), (${String(createBridge)})(${isolated}, ${page}),
        function (require, module, exports) {\n${preload}\n})`,
    ),
  }
}

function inTopFrame(body: string): string {
  return `if (window.top === window) { ${body} }`
}
