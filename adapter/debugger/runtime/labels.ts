// This file reads the labels of a goroutine, which runtime/pprof has set: g.labels points to a map from text to text.

import type { Target } from '../target'
import { Loader } from '../values/loader'
import { MapWalk } from './mapWalk'
import { layoutOf } from './structs'

const labelMap = 'runtime/pprof.labelMap'

/** The labels of the goroutine whose g stands at an address, by key; empty if it has none. */
export function goroutineLabels(target: Target, goroutine: number): Record<string, string> {
  const loader = new Loader(target)
  const labels: [string, string][] = []
  try {
    const pointer = loader.memory.word(goroutine + layoutOf(target, 'runtime.g').offset('labels'))
    // Only programs that use labels have the type of their map.
    if (pointer === 0 || loader.types.record(labelMap) === undefined) return {}
    const text = (value: { type: string; address?: number }) => new TextDecoder().decode(loader.string(value, 200).bytes)
    const walk = new MapWalk(loader, { type: labelMap, address: pointer })
    for (const { key, elem } of walk.entries(0, 100)) labels.push([text(key), text(elem)])
  } catch {
    // Labels that are being set cannot be read; there are none yet.
  }
  return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)))
}
