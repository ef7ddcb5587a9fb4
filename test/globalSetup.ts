// This file compiles the goroot once for all test files, into a cache that test/goroot.ts reads.
import { mkdirSync, writeFileSync } from 'node:fs'
import { buildGoroot } from '../adapter/buildGoroot'
import { cacheFolder } from './cache'

export default function setup(): void {
  const { sources, archive, interpreter } = buildGoroot('adapter/goroot/src')
  mkdirSync(cacheFolder, { recursive: true })
  writeFileSync(`${cacheFolder}/goroot.sources`, sources)
  writeFileSync(`${cacheFolder}/goroot.archive`, archive)
  writeFileSync(`${cacheFolder}/interpreter.wasm`, interpreter)
}
