// This file is what `node dist/mapscope.js` runs: it starts the bundle beside it from code that was compiled when Mapscope was built.
//
// Half of what a client waits for at first is V8 reading and compiling JavaScript. The code cache spares that where Node's V8 is the one that
// made it; anywhere else V8 refuses it, and all goes on as without.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

const bundle = new URL('mapscope.cjs', import.meta.url)
const cache = new URL('mapscope.cache', import.meta.url)
// The build sees to it that the bundle is ASCII: no character needs two bytes, nothing is to be decoded.
const source = readFileSync(bundle, 'latin1')
const script = new Script(`(function (require, module, exports, __bundleUrl) {${source}\n})`, {
  filename: fileURLToPath(bundle),
  ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
})
if (process.env.MAPSCOPE_WRITE_CACHE !== undefined) {
  // Asked for by the build, which has used what users will use: functions that have run are in the cache.
  process.on('exit', () => writeFileSync(cache, script.createCachedData()))
}
const module = { exports: {} }
script.runInThisContext()(createRequire(import.meta.url), module, module.exports, import.meta.url)
