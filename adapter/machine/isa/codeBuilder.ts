// Turns a sequence of instructions with labels into bytes and relocations, choosing the short form of a branch where it reaches.

import { encode, encodeBranch } from './encode'
import type { Mnemonic } from './mnemonics'
import type { Label, Operand } from './operands'

/**
 * A hole the linker fills.
 * - `rel32`: 4 bytes, S + addend - P, where P is the address of the hole. The addend already contains the distance from the hole to the end
 *   of the instruction (-4, or less when an immediate follows), so the linker does nothing else.
 * - `abs64`: 8 bytes, S + addend.
 * - `off32`: 4 bytes, S + addend - the address of the base symbol the linker knows (for tables of offsets in read-only data).
 */
export interface Relocation {
  readonly offset: number
  readonly kind: 'rel32' | 'abs64' | 'off32'
  readonly symbol: string
  readonly addend: number
}

/** What `finish` hands out; marks are in the order of their offsets. */
export interface BuiltCode<M> {
  readonly bytes: Uint8Array
  readonly relocations: readonly Relocation[]
  /** Offset of each bound label, by `label.id`. */
  readonly labelOffsets: readonly number[]
  readonly marks: readonly { readonly offset: number; readonly value: M }[]
}

type Item<M> =
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly relocations: readonly Relocation[] }
  | { readonly kind: 'branch'; readonly mnemonic: Mnemonic; readonly label: Label; long: boolean }
  | { readonly kind: 'bind'; readonly label: Label }
  | { readonly kind: 'mark'; readonly value: M }
  | { readonly kind: 'align'; readonly boundary: number; readonly fill: number }

/** Collects instructions. `M` is whatever the user wants to remember about places in the code: a line, a statement, a call site. */
export class CodeBuilder<M = unknown> {
  private readonly items: Item<M>[] = []
  private labels = 0
  private size = 0

  /** Bytes so far if every branch to a label were long: good for estimates; exact offsets come from labels and marks after `finish`. */
  get position(): number {
    return this.size
  }

  /**
   * Appends an instruction; operands in Go's order, sources first and destination last (`CMPQ a, b` compares a with b).
   * `LOCK` and `REP` are instructions of their own that go before the one they modify.
   */
  op(mnemonic: Mnemonic, ...operands: Operand[]): this {
    const first = operands[0]
    if (typeof first === 'object' && first.kind === 'label') {
      const branch: Item<M> = { kind: 'branch', mnemonic, label: first, long: mnemonic === 'CALL' }
      this.items.push(branch)
      this.size += encodeBranch(mnemonic, 0, true).length
      return this
    }
    const { bytes, relocations } = encode(mnemonic, operands)
    return this.raw(bytes, relocations)
  }

  /** Appends bytes as they are (data in code, test cases). */
  raw(bytes: readonly number[], relocations: readonly Relocation[] = []): this {
    this.items.push({ kind: 'bytes', bytes, relocations })
    this.size += bytes.length
    return this
  }

  /** Pads with `fill` bytes until the offset is a multiple of `boundary`. */
  align(boundary: number, fill = 0xcc): this {
    this.items.push({ kind: 'align', boundary, fill })
    this.size += boundary - 1
    return this
  }

  /** Makes a label; `bind` says where it is. */
  label(): Label {
    return { kind: 'label', id: this.labels++ }
  }

  /** Makes the label mean the next instruction. */
  bind(label: Label): this {
    this.items.push({ kind: 'bind', label })
    return this
  }

  /** Remembers a value at the next instruction. */
  mark(value: M): this {
    this.items.push({ kind: 'mark', value })
    return this
  }

  /** Lays everything out. Branches begin short and grow until all reach; growing only ever lengthens, so this ends. */
  finish(): BuiltCode<M> {
    const labelOffsets: number[] = new Array(this.labels).fill(-1)
    let starts = this.layOut(labelOffsets)
    for (let changed = true; changed; starts = this.layOut(labelOffsets)) {
      changed = false
      this.items.forEach((item, i) => {
        if (item.kind !== 'branch' || item.long) return
        const target = labelOffsets[item.label.id]
        if (target === undefined || target < 0) throw new Error(`${item.mnemonic} to a label that is bound nowhere`)
        const distance = target - (starts[i] + 2)
        if (distance < -128 || distance > 127) item.long = changed = true
      })
    }
    return this.write(starts, labelOffsets)
  }

  private layOut(labelOffsets: number[]): number[] {
    const starts: number[] = []
    let at = 0
    for (const item of this.items) {
      starts.push(at)
      if (item.kind === 'bytes') at += item.bytes.length
      else if (item.kind === 'branch') at += branchLength(item.mnemonic, item.long)
      else if (item.kind === 'align') at = Math.ceil(at / item.boundary) * item.boundary
      else if (item.kind === 'bind') labelOffsets[item.label.id] = at
    }
    starts.push(at)
    return starts
  }

  private write(starts: readonly number[], labelOffsets: readonly number[]): BuiltCode<M> {
    const bytes = new Uint8Array(starts[this.items.length])
    const relocations: Relocation[] = []
    const marks: { offset: number; value: M }[] = []
    this.items.forEach((item, i) => {
      const at = starts[i]
      if (item.kind === 'bytes') {
        bytes.set(item.bytes, at)
        for (const relocation of item.relocations) relocations.push({ ...relocation, offset: at + relocation.offset })
      } else if (item.kind === 'branch') {
        const target = labelOffsets[item.label.id]
        if (target < 0) throw new Error(`${item.mnemonic} to a label that is bound nowhere`)
        bytes.set(encodeBranch(item.mnemonic, target - starts[i + 1], item.long), at)
      } else if (item.kind === 'align') bytes.fill(item.fill, at, starts[i + 1])
      else if (item.kind === 'mark') marks.push({ offset: at, value: item.value })
    })
    return { bytes, relocations, labelOffsets, marks }
  }
}

function branchLength(mnemonic: Mnemonic, long: boolean): number {
  if (!long) return 2
  return mnemonic === 'JMP' || mnemonic === 'CALL' ? 5 : 6
}
