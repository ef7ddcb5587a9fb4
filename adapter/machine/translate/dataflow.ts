// Works out which registers must be in locals where a block begins: those the block and what follows read, and those whose value may be
// nowhere else (dirty). Bit n stands for register n, bit 16 for the flags. SP is no part of this: it is always known.

import { implicit, type Width } from '../isa/emitter'
import type { Memory } from '../isa/operands'
import type { Block, FunctionCode } from './controlFlow'
import { stackEffect } from './effects'
import { isCut, successorsOf } from './graph'
import type { Registers } from './registers'

export const flagsBit = 1 << 16
/** Registers that calls hand over and give back in wasm values, not in the record. */
export const passed = (1 << implicit.AX) | (1 << implicit.BX)
export const returned = 1 << implicit.AX
const withoutSP = ~(1 << implicit.SP)

export interface Needs {
  /** Read before they are written. */
  live: number
  /** May be dirty. */
  dirty: number
  /** Words of the frame, see registers.ts. */
  slots: number
}

/** Whether a function sets the flags before anything looks at them, right at its beginning, which nothing in it goes back to. */
export function ignoresFlags(code: FunctionCode): boolean {
  for (const block of code.blocks.values()) {
    const { ending } = block
    if (ending.kind !== 'jump' && ending.kind !== 'branch') continue
    if (ending.target === code.start && !isCut(block, code.start, code)) return false
  }
  for (const { effects } of code.blocks.get(code.start)!.steps) {
    if (effects.readsFlags || effects.setsFlags === 'maybe') return false
    if (effects.setsFlags === 'always') return true
  }
  return false
}

/** What each block needs at its begin. */
export function findNeeds(code: FunctionCode): Map<Block, Needs> {
  const blocks = [...code.blocks.values()]
  const needs = new Map<Block, Needs>(blocks.map(block => [block, { live: 0, dirty: 0, slots: 0 }]))
  needs.get(code.blocks.get(code.start)!)!.dirty = passed
  for (const { ending } of blocks) {
    if (ending.kind !== 'call') continue
    const next = code.blocks.get(ending.next)
    if (next) needs.get(next)!.dirty |= returned
  }
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

/**
 * Which words of the frame are to be in locals where a block begins: in loops that call nothing those that are read before they change.
 * Elsewhere what was loaded or stored is kept as long as it lasts, but nothing is loaded ahead.
 */
export function findSlotNeeds(code: FunctionCode, loops: readonly (readonly Block[])[], registers: Registers, needs: Map<Block, Needs>) {
  const allowed = new Map<Block, number>()
  const facts = new Map<Block, { reads: number; kills: number; touched: number }>()
  const quiet = loops.filter(members => members.every(({ ending }) => ending.kind !== 'call' && ending.kind !== 'interpret'))
  for (const members of quiet) for (const block of members) if (!facts.has(block)) facts.set(block, slotFacts(block, registers))
  for (const members of quiet) {
    let touched = 0
    for (const block of members) touched |= facts.get(block)!.touched
    for (const block of members) allowed.set(block, (allowed.get(block) ?? 0) | touched)
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const [block, mask] of allowed) {
      const { reads, kills } = facts.get(block)!
      let slots = 0
      for (const successor of successorsOf(block, code)) slots |= needs.get(successor)!.slots
      slots = (reads | (slots & ~kills)) & mask
      const own = needs.get(block)!
      if (slots !== own.slots) {
        own.slots = slots
        changed = true
      }
    }
  }
}

function slotFacts(block: Block, registers: Registers) {
  let reads = 0
  let kills = 0
  let touched = 0
  let at = block.delta
  for (const { instruction, effects } of block.steps) {
    const operand = instruction.operands.find(
      (candidate): candidate is Memory => typeof candidate === 'object' && candidate.kind === 'memory',
    )
    const { readsMemory, writesMemory, loops } = effects
    const inFrame = operand?.base?.number === implicit.SP && !operand.index
    if (inFrame) {
      const number = (bytes: number) => (bytes > 0 && bytes < 16 ? registers.slotAt(at + operand.disp, bytes as Width) : -1)
      const read = number(readsMemory)
      if (read >= 0) {
        touched |= 1 << read
        reads |= (1 << read) & ~kills
      }
      if (writesMemory) {
        kills |= registers.overlapping(at + operand.disp, writesMemory)
        const written = number(writesMemory)
        if (written >= 0) touched |= 1 << written
      }
    } else if (writesMemory || loops) kills = -1
    at += stackEffect(instruction, effects)!
  }
  return { reads, kills, touched }
}
