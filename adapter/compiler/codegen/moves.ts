// This file moves values of any type: into memory, out of it, apart into words, and to where calls and assignments do not reach them.
import type { Type } from '../types/type'
import { type CodeOperand, registerOperand } from './emit'
import { isScalar, isWords, pointersOf, type Scalar, scalarsOf, sizeof } from './layout'
import { type Address, at, heldValue, slotAddress, type Value, ValueTracker } from './values'

/** What generators of code do with values, whatever function they are in. */
export class ValueMover extends ValueTracker {
  /** The words of a string, slice or interface. */
  wordsOf(value: Value, type: Type): readonly Value[] {
    if (value.kind === 'words') return value.words
    const count = sizeof(type) / 8
    if (value.kind === 'zero') return Array.from({ length: count }, () => ({ kind: 'zero' }))
    if (value.kind !== 'memory') throw new Error(`a ${value.kind} has no words`)
    for (let i = 1; i < count; i++) this.share(value.address)
    return Array.from({ length: count }, (_, i) => ({ kind: 'memory', address: at(value.address, i * 8) }))
  }

  /** One word of a value of several; the others are released. */
  wordOf(value: Value, type: Type, index: number): Value {
    const words = this.wordsOf(value, type)
    words.forEach((word, i) => {
      if (i !== index) this.releaseValue(word)
    })
    return words[index]!
  }

  /** Stores a value of any type. Releases value and address. */
  store(address: Address, value: Value, type: Type): void {
    const scalars = isScalar(type) ? scalarsOf(type) : undefined
    if (scalars !== undefined) {
      this.storeScalar(address, value, scalars[0]!)
    } else if (value.kind === 'zero') this.zeroMemory(address, type)
    else if (isWords(type) && value.kind !== 'memory') {
      const list = scalarsOf(type)
      this.wordsOf(value, type).forEach((word, i) => {
        this.storeScalar(address, word, list[i]!, i * 8)
      })
    } else if (value.kind === 'memory') this.copyMemory(address, value.address, sizeof(type))
    else throw new Error(`cannot store a ${value.kind} as ${type.kind}`)
    this.unpin()
    this.releaseValue(value)
    this.releaseAddress(address)
  }

  /** Copies `size` bytes between places that do not overlap, or are the same. */
  private copyMemory(to: Address, from: Address, size: number): void {
    if (size === 0) return
    if (size > 128) {
      // REP MOVS takes its operands in fixed registers.
      this.spillAll()
      const source = this.operand(from)
      const destination = this.operand(to)
      this.op('LEAQ', source, this.reg(12))
      this.op('LEAQ', destination, this.reg(15))
      this.op('MOVQ', this.reg(12), this.reg(6))
      this.op('MOVQ', this.reg(15), this.reg(7))
      this.op('MOVL', size >> 3, this.reg(1))
      this.op('REP MOVSQ')
      if (size & 7) {
        this.op('MOVL', size & 7, this.reg(1))
        this.op('REP MOVSB')
      }
      this.clobberAll()
      return
    }
    const source = this.operand(from)
    const destination = this.operand(to)
    let disp = 0
    const shift = (operand: typeof source, by: number) => ({ ...operand, disp: operand.disp + by })
    const move = (op: 'MOVUPS' | 'MOVQ' | 'MOVL' | 'MOVW' | 'MOVB', bytes: number, via: number) => {
      const load = op === 'MOVW' ? 'MOVWLZX' : op === 'MOVB' ? 'MOVBLZX' : op
      for (; disp + bytes <= size; disp += bytes) {
        this.op(load, shift(source, disp), this.reg(via))
        this.op(op, this.reg(via), shift(destination, disp))
      }
    }
    if (size >= 16) move('MOVUPS', 16, 30)
    move('MOVQ', 8, 12)
    move('MOVL', 4, 12)
    move('MOVW', 2, 12)
    move('MOVB', 1, 12)
    this.unpin()
  }

  /** Zeroes memory; the address is not released. */
  private zeroMemory(address: Address, type: Type): void {
    const size = sizeof(type)
    if (size === 0) return
    if (size > 256) {
      this.spillAll()
      this.op('LEAQ', this.operand(address), this.reg(7))
      this.op('MOVL', size >> 3, this.reg(1))
      this.op('XORL', this.reg(0), this.reg(0))
      this.op('REP STOSQ')
      if (size & 7) {
        this.op('MOVL', size & 7, this.reg(1))
        this.op('REP STOSB')
      }
      this.clobberAll()
      return
    }
    const operand = this.operand(address)
    let disp = 0
    const place = () => ({ ...operand, disp: operand.disp + disp })
    for (; disp + 16 <= size; disp += 16) this.op('MOVUPS', this.reg(31), place())
    for (; disp + 8 <= size; disp += 8) this.op('MOVQ', 0, place())
    for (; disp + 4 <= size; disp += 4) this.op('MOVL', 0, place())
    for (; disp < size; disp++) this.op('MOVB', 0, place())
    this.unpin()
  }

  zero(address: Address, type: Type): void {
    this.store(address, { kind: 'zero' }, type)
  }

  reg(number: number) {
    return registerOperand(number)
  }

  /** A scalar as the source operand of an instruction: constant, register or memory. Pins registers. */
  sourceOperand(value: Value, scalar: Scalar): CodeOperand {
    switch (value.kind) {
      case 'zero':
        return 0
      case 'constant': {
        const bits = BigInt.asIntN(scalar.size * 8, value.bits)
        if (bits >= -0x80000000n && bits <= 0x7fffffffn) return Number(bits)
        this.op('MOVQ', bits, this.reg(15))
        return this.reg(15)
      }
      case 'held':
        return this.reg(this.registerOf(value.held))
      case 'memory':
        return this.operand(value.address)
      case 'address':
        this.op('LEAQ', this.operand(value.address), this.reg(15))
        return this.reg(15)
      case 'words':
        throw new Error('several words are no scalar')
    }
  }

  /** The value in a register, or the words in registers: nothing that happens to memory afterwards changes it. Large values are copied to a temporary. */
  materialize(value: Value, type: Type): Value {
    if (value.kind === 'constant' || value.kind === 'held' || value.kind === 'zero') return value
    if (isScalar(type))
      return value.kind === 'address' && value.address.base === undefined && value.address.index === undefined
        ? value
        : heldValue(this.load(value, scalarsOf(type)[0]!))
    if (isWords(type)) {
      const scalars = scalarsOf(type)
      return { kind: 'words', words: this.wordsOf(value, type).map((word, i) => this.materializeWord(word, scalars[i]!)) }
    }
    const slot = this.temporary(sizeof(type), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return { kind: 'memory', address: slotAddress(slot) }
  }

  private materializeWord(word: Value, scalar: Scalar): Value {
    return word.kind === 'memory' ? heldValue(this.load(word, scalar)) : word
  }

  /** The value in memory, where its address can be taken: a temporary unless it has a place already. */
  toMemory(value: Value, type: Type): Address {
    if (value.kind === 'memory') return value.address
    const slot = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return slotAddress(slot)
  }

  /** The value in memory, as a value. */
  toMemoryValue(value: Value, type: Type): Value {
    return value.kind === 'memory' && value.address.base === undefined && value.address.index === undefined
      ? value
      : { kind: 'memory', address: this.toTemporary(value, type) }
  }

  private toTemporary(value: Value, type: Type): Address {
    const slot = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return slotAddress(slot)
  }
}
