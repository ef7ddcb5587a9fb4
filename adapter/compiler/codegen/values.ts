// This file keeps track, while a function is generated, of where intermediate values are: in which register, in which frame slot.
//
// A register that holds an intermediate value is owned by a Held. When a call or a lack of registers comes up, the value moves to a
// temporary slot and stays there: a Held that was spilled never returns to a register, so that the state is the same on every path through
// the code that branches inside an expression (such code spills everything before it branches).
import type { Mnemonic } from '../../machine/isa/mnemonics'
import * as isa from '../../machine/isa/operands'
import { CodeLabel, type CodeOperand, InstructionList, moveFor, registerOperand, Slot, type SlotMemory } from './emit'
import type { Scalar } from './layout'

/** An intermediate value in a register or, once spilled, in a slot. */
export class Held {
  spilled: Slot | undefined
  references = 1
  constructor(
    public register: number, // 0–15 general, 16–31 vector
    readonly pointer: boolean,
  ) {}
}

/** A place in memory: a slot, a symbol, or an address held in registers. */
export interface Address {
  readonly slot?: Slot
  readonly symbol?: string
  readonly base?: Held
  readonly index?: Held
  readonly scale?: 1 | 2 | 4 | 8
  readonly disp: number
}

/** Where the value of an expression is. Its type is known to whoever asked for it. */
export type Value =
  | { readonly kind: 'constant'; readonly bits: bigint } // a scalar; floats as their bit pattern
  | { readonly kind: 'held'; readonly held: Held; readonly clean: boolean } // a scalar; clean: extended to 64 bits as its type says
  | { readonly kind: 'memory'; readonly address: Address } // any type
  | { readonly kind: 'address'; readonly address: Address } // a pointer to that place
  | { readonly kind: 'words'; readonly words: readonly Value[] } // string, slice, interface
  | { readonly kind: 'zero' } // the zero value of any type

export const wordScalar: Scalar = { offset: 0, size: 8, float: false, signed: true, pointer: false }
export const pointerScalar: Scalar = { offset: 0, size: 8, float: false, signed: false, pointer: true }

// R12 and R15 stay out of the pool: they carry values between two instructions (memory to memory, targets of calls).
const generalPool = [0, 1, 3, 7, 6, 8, 9, 10, 11, 13, 2] // AX CX BX DI SI R8–R11 R13 DX
const vectorPool = [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]
export const scratch = isa.R12
export const scratch2 = isa.R15

/** Registers, temporaries and instructions of a function under construction. */
export class ValueTracker {
  readonly code = new InstructionList()
  readonly locals: Slot[] = []
  outgoing = 0
  leaf = true
  private readonly owners: (Held | undefined)[] = new Array(32).fill(undefined)
  private readonly pinned = new Set<number>()
  // Temporaries free for reuse, by shape; a statement's temporaries return when it ends.
  private readonly free = new Map<string, Slot[]>()
  private taken: [string, Slot][] = []

  op(op: Mnemonic, ...operands: CodeOperand[]): void {
    this.code.op(op, ...operands)
  }

  label(): CodeLabel {
    return new CodeLabel()
  }

  bind(label: CodeLabel): void {
    this.code.bind(label)
  }

  // ------------------------------------------------------------------------------------------------------------------ slots

  /** A new place in the frame for a variable. */
  local(size: number, align: number, pointers: readonly number[]): Slot {
    const slot = new Slot(size, align, pointers, 'local')
    this.locals.push(slot)
    return slot
  }

  /** A temporary that lasts to the end of the statement. Slots are reused only for values with pointers in the same places. */
  temporary(size: number, align: number, pointers: readonly number[]): Slot {
    const shape = `${size} ${align} ${pointers.length > 64 ? this.locals.length : pointers.join(',')}`
    const list = this.free.get(shape)
    const slot = list !== undefined && list.length > 0 ? list.pop()! : this.local(size, align, pointers)
    this.taken.push([shape, slot])
    return slot
  }

  /** Whether no register holds an intermediate value, as between two statements. */
  get registersAreFree(): boolean {
    return this.owners.every(owner => owner === undefined || owner.spilled !== undefined)
  }

  /** Forgets all intermediate values: a statement has ended. */
  endStatement(): void {
    this.owners.fill(undefined)
    this.pinned.clear()
    for (const [shape, slot] of this.taken) {
      const list = this.free.get(shape)
      if (list === undefined) this.free.set(shape, [slot])
      else list.push(slot)
    }
    this.taken = []
  }

  // -------------------------------------------------------------------------------------------------------------- registers

  /** A free general register, spilling the oldest value if need be. */
  general(pointer: boolean): Held {
    return this.allocate(generalPool, pointer)
  }

  vector(): Held {
    return this.allocate(vectorPool, false)
  }

  private allocate(pool: readonly number[], pointer: boolean): Held {
    for (const register of pool) if (this.owners[register] === undefined && !this.pinned.has(register)) return this.own(register, pointer)
    for (const register of [...pool].reverse()) {
      if (this.pinned.has(register)) continue
      this.spill(this.owners[register]!)
      return this.own(register, pointer)
    }
    throw new Error('expression needs more registers than there are')
  }

  private own(register: number, pointer: boolean): Held {
    const held = new Held(register, pointer)
    this.owners[register] = held
    this.pinned.add(register)
    return held
  }

  /** Takes over a register that something (a call, a division) has just set. */
  adopt(register: number, pointer: boolean): Held {
    const held = new Held(register, pointer)
    this.owners[register] = held
    return held
  }

  /** Makes sure that a certain register is free, moving its value elsewhere, and pins it until `unpin`. */
  reserve(register: number): void {
    const owner = this.owners[register]
    if (owner !== undefined) {
      const other = (register < 16 ? generalPool : vectorPool).find(
        r => r !== register && this.owners[r] === undefined && !this.pinned.has(r),
      )
      if (other === undefined) this.spill(owner)
      else {
        this.op(register < 16 ? 'MOVQ' : 'MOVUPS', registerOperand(register), registerOperand(other))
        owner.register = other
        this.owners[other] = owner
        this.owners[register] = undefined
        if (this.pinned.has(register)) this.pinned.add(other)
      }
    }
    this.pinned.add(register)
  }

  /** Registers named by operands need no longer be kept in place. */
  unpin(): void {
    this.pinned.clear()
  }

  release(held: Held): void {
    if (--held.references > 0) return
    if (held.spilled === undefined && this.owners[held.register] === held) {
      this.owners[held.register] = undefined
      this.pinned.delete(held.register)
    }
  }

  /** Moves one value to a temporary. */
  spill(held: Held): void {
    if (held.spilled !== undefined) return
    const slot = this.temporary(8, 8, held.pointer ? [0] : [])
    this.op(held.register < 16 ? 'MOVQ' : 'MOVSD', registerOperand(held.register), { kind: 'slot', slot, disp: 0 })
    held.spilled = slot
    if (this.owners[held.register] === held) this.owners[held.register] = undefined
  }

  /** Moves every live value to a temporary: a call, or code that branches, is about to come. */
  spillAll(except?: ReadonlySet<Held>): void {
    for (const owner of this.owners) if (owner !== undefined && except?.has(owner) !== true) this.spill(owner)
  }

  /** After a call: no register holds anything. */
  clobberAll(): void {
    this.owners.fill(undefined)
    this.pinned.clear()
  }

  /** The register of a held value, loading it into a fresh one (second result true: to be freed) if it was spilled. Pins it. */
  registerOf(held: Held): number {
    if (held.spilled === undefined) {
      this.pinned.add(held.register)
      return held.register
    }
    const fresh = held.register < 16 ? this.general(held.pointer) : this.vector()
    this.op(held.register < 16 ? 'MOVQ' : 'MOVSD', { kind: 'slot', slot: held.spilled, disp: 0 }, registerOperand(fresh.register))
    // Free at once: the pin keeps it until the instruction is out.
    this.owners[fresh.register] = undefined
    this.pinned.add(fresh.register)
    return fresh.register
  }

  /** The operand for a place in memory; registers it names are pinned. */
  operand(address: Address, extra = 0): SlotMemory | isa.Memory {
    const disp = address.disp + extra
    if (address.slot !== undefined) return { kind: 'slot', slot: address.slot, disp }
    if (address.symbol !== undefined) return isa.symbolMemory(address.symbol, disp)
    const base = address.base === undefined ? undefined : (registerOperand(this.registerOf(address.base)) as isa.Register)
    const index = address.index === undefined ? undefined : (registerOperand(this.registerOf(address.index)) as isa.Register)
    if (base === undefined) return isa.scaled(index!, address.scale ?? 1, disp)
    return isa.memory(base, disp, index, address.scale ?? 1)
  }

  releaseAddress(address: Address): void {
    if (address.base !== undefined) this.release(address.base)
    if (address.index !== undefined) this.release(address.index)
  }

  releaseValue(value: Value): void {
    if (value.kind === 'held') this.release(value.held)
    else if (value.kind === 'memory' || value.kind === 'address') this.releaseAddress(value.address)
    else if (value.kind === 'words') for (const word of value.words) this.releaseValue(word)
  }

  /** One more user of an address: each of the two will release it. */
  share(address: Address): Address {
    if (address.base !== undefined) address.base.references++
    if (address.index !== undefined) address.index.references++
    return address
  }

  // ------------------------------------------------------------------------------------------------------ loading and storing

  /** Brings a scalar into a register that the caller may overwrite. */
  load(value: Value, scalar: Scalar): Held {
    const held = this.loadHeld(value, scalar)
    this.unpin()
    return held
  }

  private loadHeld(value: Value, scalar: Scalar): Held {
    switch (value.kind) {
      case 'held': {
        const { held } = value
        if (held.spilled === undefined && held.references === 1) return held
        const source = this.registerOf(held)
        const fresh = source < 16 ? this.general(scalar.pointer) : this.vector()
        this.op(source < 16 ? 'MOVQ' : 'MOVUPS', registerOperand(source), registerOperand(fresh.register))
        this.release(held)
        return fresh
      }
      case 'zero':
      case 'constant':
      case 'address':
      case 'memory': {
        const operand = value.kind === 'memory' || value.kind === 'address' ? this.operand(value.address) : undefined
        // The base may be overwritten by the load itself, so it is released first; the pin keeps the register for the operand only.
        if (value.kind === 'memory' || value.kind === 'address') this.releaseAddress(value.address)
        const reuse = operand?.kind === 'memory' && !scalar.float ? this.reusable(operand) : undefined
        const fresh = scalar.float ? this.vector() : reuse !== undefined ? this.adopt(reuse, scalar.pointer) : this.general(scalar.pointer)
        this.loadInto(value, scalar, fresh.register, operand)
        return fresh
      }
      case 'words':
        throw new Error('several words are no scalar')
    }
  }

  private reusable(operand: isa.Memory): number | undefined {
    for (const register of [operand.base, operand.index]) {
      if (register !== undefined && this.owners[register.number] === undefined && generalPool.includes(register.number))
        return register.number
    }
    return undefined
  }

  /** Loads a scalar into a given register. `operand` is the value's memory operand if it was made already. */
  loadInto(value: Value, scalar: Scalar, register: number, operand?: CodeOperand): void {
    const target = registerOperand(register)
    switch (value.kind) {
      case 'zero':
        this.loadConstant(0n, scalar, register)
        break
      case 'constant':
        this.loadConstant(value.bits, scalar, register)
        break
      case 'held': {
        const source = this.registerOf(value.held)
        if (source !== register) this.op(source < 16 ? 'MOVQ' : 'MOVUPS', registerOperand(source), target)
        break
      }
      case 'memory':
        this.op(loadFor(scalar), operand ?? this.operand(value.address), target)
        break
      case 'address': {
        const from = operand ?? this.operand(value.address)
        const plain =
          typeof from === 'object' && from.kind === 'memory' && from.symbol === undefined && from.index === undefined && from.disp === 0
        if (plain) {
          if (from.base !== target) this.op('MOVQ', from.base!, target)
        } else this.op('LEAQ', from, target)
        break
      }
      case 'words':
        throw new Error('several words are no scalar')
    }
  }

  private loadConstant(bits: bigint, scalar: Scalar, register: number): void {
    const target = registerOperand(register)
    if (scalar.float) {
      if (bits === 0n) this.op('XORPS', target, target)
      else {
        const pattern = BigInt.asUintN(scalar.size * 8, bits)
        this.op(scalar.size === 8 ? 'MOVQ' : 'MOVL', scalar.size === 8 ? BigInt.asIntN(64, pattern) : pattern, scratch2)
        this.op(scalar.size === 8 ? 'MOVQ' : 'MOVL', scratch2, target)
      }
      return
    }
    const value = BigInt.asIntN(64, bits)
    if (value === 0n) this.op('XORL', target, target)
    else if (value > 0n && value <= 0xffffffffn) this.op('MOVL', Number(value), target)
    else if (value >= -0x80000000n && value < 0n) this.op('MOVQ', Number(value), target)
    else this.op('MOVQ', value, target)
  }

  /** Stores a scalar. The address is not released. */
  storeScalar(address: Address, value: Value, scalar: Scalar, extra = 0): void {
    const move = moveFor(scalar.size, scalar.float)
    if (value.kind === 'zero' || value.kind === 'constant') {
      const bits = value.kind === 'zero' ? 0n : value.bits
      const signed = BigInt.asIntN(scalar.size * 8, bits)
      if (scalar.size < 8 || (signed >= -0x80000000n && signed <= 0x7fffffffn)) {
        this.op(moveFor(scalar.size, false), Number(signed), this.operand(address, extra))
      } else {
        this.op('MOVQ', signed, scratch2)
        this.op('MOVQ', scratch2, this.operand(address, extra))
      }
      this.unpin()
      return
    }
    if (value.kind === 'held') {
      this.op(move, registerOperand(this.registerOf(value.held)), this.operand(address, extra))
      this.unpin()
      return
    }
    if (value.kind === 'words') throw new Error('several words are no scalar')
    const to = this.operand(address, extra)
    const from = this.operand(value.address)
    this.op(
      value.kind === 'address'
        ? 'LEAQ'
        : scalar.size === 4
          ? 'MOVL'
          : scalar.size === 2
            ? 'MOVWLZX'
            : scalar.size === 1
              ? 'MOVBLZX'
              : 'MOVQ',
      from,
      scratch,
    )
    this.op(moveFor(scalar.size, false), scratch, to)
    this.unpin()
  }
}

/** The instruction that loads a scalar, extended to 64 bits as its type says. */
export function loadFor(scalar: Scalar): Mnemonic {
  if (scalar.float) return scalar.size === 8 ? 'MOVSD' : 'MOVSS'
  switch (scalar.size) {
    case 8:
      return 'MOVQ'
    case 4:
      return scalar.signed ? 'MOVLQSX' : 'MOVL'
    case 2:
      return scalar.signed ? 'MOVWQSX' : 'MOVWLZX'
    case 1:
      return scalar.signed ? 'MOVBQSX' : 'MOVBLZX'
  }
}

export function at(address: Address, offset: number): Address {
  return { ...address, disp: address.disp + offset }
}

export function slotAddress(slot: Slot, disp = 0): Address {
  return { slot, disp }
}

export function constant(bits: bigint | number): Value {
  return { kind: 'constant', bits: BigInt(bits) }
}

/** The register of a value that is known to be in one, such as the result of a call. */
export function heldOf(value: Value | undefined): Held {
  if (value?.kind !== 'held') throw new Error('value is in no register')
  return value.held
}

export function heldValue(held: Held, clean = true): Value {
  return { kind: 'held', held, clean }
}
