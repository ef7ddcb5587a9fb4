// This file tells what a program does with its data from what the runtime does for itself with the same memory.
import type { Frame } from '../unwind'

// Where stacks are copied, garbage is looked for, memory is handed out: these read and write everybody's data, and mean nothing by it.
const files = new Set(['stack.go', 'mgc.go', 'mheap.go', 'malloc.go'].map(name => `/goroot/src/runtime/${name}`))

// These only work for the function that called them.
const workers = /^runtime\.(memmove|memclr\w*|typedmemmove|typedmemclr|bulkBarrier\w*|systemstack)/

/**
 * Whether the access that the innermost frame has just made is the runtime's own affair: a stack moves, the collector marks, an allocator zeroes.
 * What map, channel and panic code do with the data of a program is the program's.
 */
export function isHousekeeping(frames: readonly Frame[]): boolean {
  for (const { function: f } of frames) {
    if (f === undefined) return false
    if (files.has(f.file)) return true
    if (!workers.test(f.name)) return false
  }
  return false
}
