// Turns the text of a function into basic blocks: what follows what, where SP is, and where one can begin in the middle.

import { decode, type Instruction } from '../isa/decode'
import { type Effects, effectsOf, stackAccess, stackEffect } from './effects'

/** How a block ends. Blocks are named by their keys, other places by their addresses. */
export type Ending =
  /** Goes on with the next block. */
  | { readonly kind: 'fall'; readonly next: number }
  | { readonly kind: 'jump'; readonly target: number }
  /** A conditional jump. */
  | { readonly kind: 'branch'; readonly target: number; readonly next: number }
  | { readonly kind: 'call'; readonly target: number | undefined; readonly next: number }
  | { readonly kind: 'return' }
  /** A call of a function that has been put in place (inline.ts) goes on in its first block; its return goes on behind the call. */
  | { readonly kind: 'enter'; readonly next: number }
  | { readonly kind: 'exit'; readonly next: number }
  | { readonly kind: 'jumpIndirect' }
  /** The interpreter must execute what stands at `address`, which is not counted among the block's instructions. It may go on at `next`. */
  | { readonly kind: 'interpret'; readonly address: number; readonly next: number | undefined }

export interface Step {
  readonly instruction: Instruction
  readonly effects: Effects
}

export interface Block {
  readonly start: number
  /** Its address; of a block of a function that has been put in place, `blockKey` of the address. */
  readonly key: number
  readonly steps: readonly Step[]
  readonly ending: Ending
  /** SP at its begin less SP at the function's entry. */
  readonly delta: number
  /** Whether translated code can be entered here from outside. */
  enterable: boolean
}

export interface FunctionCode {
  readonly start: number
  readonly end: number
  /** By key: the function's own in the order of addresses, then those of functions put in place. */
  readonly blocks: ReadonlyMap<number, Block>
  /** The stretch of memory, counted from SP at entry, that it touches at constant distance from SP. */
  readonly low: number
  readonly high: number
}

const addressSpan = 2 ** 32

/** The key of the block at an address in the n-th function put in place, n > 0. */
export function blockKey(address: number, instance: number): number {
  return address + instance * addressSpan
}

export function addressOfKey(key: number): number {
  return key % addressSpan
}

/** Blocks are cut so that the fuel to give back fits a byte. */
const longestBlock = 250

/** A function that cannot be translated; it is left to the interpreter. */
export class Untranslatable extends Error {}

/**
 * The blocks of the function from `start` to `end` that can be reached from its first instruction. While memory is watched, loops over
 * memory in one instruction are left to the interpreter.
 */
export function readFunction(text: Uint8Array, start: number, end: number, watching: boolean): FunctionCode {
  return new Reader(text, start, end, watching).read()
}

class Reader {
  private readonly steps = new Map<number, Step | undefined>()
  private readonly leaders = new Map<number, { delta: number; enterable: boolean }>()
  private readonly pending: number[] = []

  constructor(
    private readonly text: Uint8Array,
    private readonly start: number,
    private readonly end: number,
    private readonly watching: boolean,
  ) {}

  read(): FunctionCode {
    this.lead(this.start, 0, true)
    // Leaders first: a jump may go into the middle of what was one block.
    for (let address = this.pending.pop(); address !== undefined; address = this.pending.pop()) this.walk(address)
    const blocks = new Map<number, Block>()
    let low = 0
    let high = 8
    for (const address of [...this.leaders.keys()].sort((a, b) => a - b)) {
      const { delta, enterable } = this.leaders.get(address)!
      const { steps, ending } = this.cut(address)
      blocks.set(address, { start: address, key: address, steps, ending, delta, enterable })
      let at = delta
      for (const step of steps) {
        const access = stackAccess(step.instruction)
        if (access) {
          low = Math.min(low, at + access.low)
          high = Math.max(high, at + access.high)
        }
        at += stackEffect(step.instruction, step.effects)!
      }
      if (ending.kind === 'fall' && this.leaders.get(ending.next)!.delta !== at) {
        throw new Untranslatable('the stack pointer is not at one place')
      }
    }
    return { start: this.start, end: this.end, blocks, low, high }
  }

  private lead(address: number, delta: number, enterable: boolean) {
    const known = this.leaders.get(address)
    if (!known) {
      this.leaders.set(address, { delta, enterable })
      this.pending.push(address)
      return
    }
    if (known.delta !== delta) throw new Untranslatable('the stack pointer is not at one place')
    known.enterable ||= enterable
  }

  private isInside(address: number): boolean {
    return address >= this.start && address < this.end
  }

  private stepAt(address: number): Step | undefined {
    if (this.steps.has(address)) return this.steps.get(address)
    const instruction = this.isInside(address) ? decode(this.text, address, address) : undefined
    let step: Step | undefined
    if (instruction && address + instruction.length <= this.end) {
      const effects = effectsOf(instruction)
      const isOurs = !effects.traps && !(this.watching && effects.loops)
      if (isOurs && stackEffect(instruction, effects) !== undefined) step = { instruction, effects }
    }
    this.steps.set(address, step)
    return step
  }

  /** Finds the leaders behind one. */
  private walk(leader: number) {
    let { delta } = this.leaders.get(leader)!
    let address = leader
    for (let count = 0; ; count++) {
      const step = this.stepAt(address)
      if (!step) {
        const next = this.afterInterpreted(address)
        if (next !== undefined) this.lead(next, delta, true)
        return
      }
      const next = address + step.instruction.length
      if (count === longestBlock) {
        this.lead(address, delta, false)
        return
      }
      const ending = endingOf(step, next)
      if (ending) {
        if (ending.kind === 'jump' || ending.kind === 'branch') if (this.isInside(ending.target)) this.lead(ending.target, delta, false)
        if (ending.kind === 'branch') this.lead(next, delta, false)
        if (ending.kind === 'call') this.lead(next, delta, true)
        return
      }
      delta += stackEffect(step.instruction, step.effects)!
      address = next
      if (this.leaders.has(address)) {
        this.lead(address, delta, false)
        return
      }
    }
  }

  /** After a system call or a loop over memory the program usually goes on with the next instruction. */
  private afterInterpreted(address: number): number | undefined {
    const instruction = this.isInside(address) ? decode(this.text, address, address) : undefined
    if (!instruction || !/^(SYSCALL$|REP )/.test(instruction.row.mnemonic)) return undefined
    const next = address + instruction.length
    return this.isInside(next) ? next : undefined
  }

  /** The instructions from a leader to the next. */
  private cut(leader: number): { steps: Step[]; ending: Ending } {
    const steps: Step[] = []
    for (let address = leader; ; ) {
      const step = this.stepAt(address)
      if (!step) return { steps, ending: { kind: 'interpret', address, next: this.afterInterpreted(address) } }
      steps.push(step)
      const next = address + step.instruction.length
      const ending = endingOf(step, next)
      if (ending) {
        const outside = (ending.kind === 'jump' || ending.kind === 'branch') && !this.isInside(ending.target)
        if (!outside || ending.kind === 'jump') return { steps, ending }
        throw new Untranslatable('a conditional jump leads out of the function')
      }
      if (this.leaders.has(next)) return { steps, ending: { kind: 'fall', next } }
      address = next
    }
  }
}

function endingOf({ instruction, effects }: Step, next: number): Ending | undefined {
  if (!effects.jumps) return undefined
  const { row, operands } = instruction
  const operand = operands[0]
  const target = typeof operand === 'object' && operand.kind === 'target' ? operand.address : undefined
  if (row.mnemonic === 'CALL') return { kind: 'call', target, next }
  if (row.mnemonic === 'RET') return { kind: 'return' }
  if (target === undefined) return { kind: 'jumpIndirect' }
  return row.mnemonic === 'JMP' ? { kind: 'jump', target } : { kind: 'branch', target, next }
}
