// Works out which registers must be in locals where a block begins: those the block and what follows read, and those whose value may be
// nowhere else (dirty). Bit n stands for register n, bit 16 for the flags. SP is no part of this: it is always known.

import { implicit } from '../isa/emitter'
import type { Block, FunctionCode } from './controlFlow'
import { successorsOf } from './graph'

export const flagsBit = 1 << 16
const withoutSP = ~(1 << implicit.SP)

export interface Needs {
  /** Read before they are written. */
  live: number
  /** May be dirty. */
  dirty: number
}

/** What each block needs at its begin. */
export function findNeeds(code: FunctionCode): Map<Block, Needs> {
  const blocks = [...code.blocks.values()]
  const needs = new Map<Block, Needs>(blocks.map(block => [block, { live: 0, dirty: 0 }]))
  const facts = new Map(blocks.map(block => [block, factsOf(block, code)]))
  for (let changed = true; changed; ) {
    changed = false
    for (let i = blocks.length; i--; ) {
      const { reads, kills, successors } = facts.get(blocks[i])!
      let live = 0
      for (const successor of successors) live |= needs.get(successor)!.live
      live = (reads | (live & ~kills)) & withoutSP
      const own = needs.get(blocks[i])!
      if (live !== own.live) {
        own.live = live
        changed = true
      }
    }
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const block of blocks) {
      const { writes, successors } = facts.get(block)!
      const out = (needs.get(block)!.dirty | writes) & withoutSP
      for (const successor of successors) {
        const own = needs.get(successor)!
        if (out & ~own.dirty) {
          own.dirty |= out
          changed = true
        }
      }
    }
  }
  return needs
}

function factsOf(block: Block, code: FunctionCode) {
  let reads = 0
  let kills = 0
  let writes = 0
  for (const { effects } of block.steps) {
    reads |= effects.reads & ~kills
    if (effects.readsFlags) reads |= flagsBit & ~kills
    kills |= effects.writes
    writes |= effects.writes
    if (effects.setsFlags !== 'no') writes |= flagsBit
    if (effects.setsFlags === 'always') kills |= flagsBit
  }
  // Calls hand everything over through the thread's record.
  const { kind } = block.ending
  const successors = kind === 'call' || kind === 'interpret' ? [] : successorsOf(block, code)
  return { reads, kills, writes, successors }
}
