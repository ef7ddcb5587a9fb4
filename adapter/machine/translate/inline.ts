// Puts small functions where they are called: the blocks of a function, with those of what it calls among them.
//
// A call pushes its return address and goes on in the callee's blocks, whose SP is known like that of all others; a return takes the address
// from the stack, as ever, and goes on behind the call if it is the one expected. So state and ticks are those of a real call, and whoever
// leaves in the middle is in the callee, at its own addresses; it is resumed in the callee's own translation.

import { type Block, blockKey, type Ending, type FunctionCode } from './controlFlow'
import { stackEffect } from './effects'

/** A callee has so many instructions at most, a function with all that is put into it so many. */
const largestCallee = 48
const largestFunction = 500
/** Deeper than this below the caller's SP at entry nothing is put in place: calls may only nest while there is room below. */
const lowest = -2048

/** The function with small callees in it, or itself. `calleeAt` gives the code of a function that is known and may be put in place. */
export function inlineCalls(code: FunctionCode, calleeAt: (address: number) => FunctionCode | undefined): FunctionCode {
  const blocks = new Map(code.blocks)
  let { low, high } = code
  let size = sizeOf(code)
  let instance = 0
  for (const block of code.blocks.values()) {
    const { ending } = block
    if (ending.kind !== 'call' || ending.target === undefined) continue
    const callee = calleeAt(ending.target)
    const body = callee && bodyOf(callee)
    if (!callee || !body || size + sizeOf(callee) > largestFunction) continue
    // SP at the callee's entry, less SP at our own.
    const base = endOf(block)
    if (base + callee.low < lowest) continue
    size += sizeOf(callee)
    low = Math.min(low, base + callee.low)
    high = Math.max(high, base + callee.high)
    instance++
    const keyOf = (address: number) => blockKey(address, instance)
    blocks.set(block.key, { ...block, ending: { kind: 'enter', next: keyOf(callee.start) } })
    for (const part of body) {
      // What is not put in place has a key that no block has: code leaves there. (The plain address may be a block, where a function is put into itself.)
      const placed = placedEnding(part.ending, keyOf, ending.next)
      blocks.set(keyOf(part.start), { ...part, key: keyOf(part.start), ending: placed, delta: base + part.delta, enterable: false })
    }
  }
  return instance === 0 ? code : { ...code, blocks, low, high }
}

function sizeOf({ blocks }: FunctionCode): number {
  let size = 0
  for (const { steps } of blocks.values()) size += steps.length
  return size
}

/** SP behind a block, less SP at the function's entry. */
function endOf({ delta, steps }: Block): number {
  return steps.reduce((at, { instruction, effects }) => at + stackEffect(instruction, effects)!, delta)
}

const bodies = new WeakMap<FunctionCode, ReadonlySet<Block> | undefined>()

/**
 * The blocks of a callee that are put in place: all but those that grow the stack and begin anew. Undefined if it cannot be put in place:
 * it is large, or does not return as functions do.
 */
function bodyOf(callee: FunctionCode): ReadonlySet<Block> | undefined {
  if (!bodies.has(callee)) bodies.set(callee, findBody(callee))
  return bodies.get(callee)
}

function findBody(callee: FunctionCode): ReadonlySet<Block> | undefined {
  if (sizeOf(callee) > largestCallee) return undefined
  const body = new Set(callee.blocks.values())
  for (let changed = true; changed; ) {
    changed = false
    for (const block of body) {
      const { ending } = block
      const beginsAnew = ending.kind === 'jump' && ending.target === callee.start
      const goesThere = (ending.kind === 'call' || ending.kind === 'fall') && !body.has(callee.blocks.get(ending.next)!)
      if (beginsAnew || goesThere) changed = body.delete(block)
    }
  }
  if (!body.has(callee.blocks.get(callee.start)!)) return undefined
  for (const block of body) {
    const { ending } = block
    if (ending.kind === 'return' && endOf(block) !== 8) return undefined
    if (ending.kind === 'branch' && (ending.target === callee.start || !body.has(callee.blocks.get(ending.next)!))) return undefined
  }
  return body
}

/** A callee's ending in its place; `behind` is where the call would have returned to. */
function placedEnding(ending: Ending, keyOf: (address: number) => number, behind: number): Ending {
  switch (ending.kind) {
    case 'fall':
      return { ...ending, next: keyOf(ending.next) }
    case 'jump':
      return { ...ending, target: keyOf(ending.target) }
    case 'branch':
      return { ...ending, target: keyOf(ending.target), next: keyOf(ending.next) }
    case 'call':
      return { ...ending, next: keyOf(ending.next) }
    case 'return':
      return { kind: 'exit', next: behind }
    case 'interpret':
      // What follows is resumed in the callee's own translation.
      return { ...ending, next: undefined }
    default:
      return ending
  }
}
