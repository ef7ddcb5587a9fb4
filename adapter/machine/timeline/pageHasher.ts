// Finds out which pages of memory have changed: turns a page into a fingerprint of 128 bits and compares it with an earlier one.
//
// Comparing fingerprints reads memory once, where comparing bytes reads it twice, and the earlier bytes need not be in the same memory, which
// is all that wasm can see. 16 MiB take less than a millisecond, as long as copying them.
//
// The fingerprint: every 64-bit word is added to the sum beside its own, so that one changed word always shows; and the product of its halves,
// each mixed with a key that differs at every place, is added to its own sum, so that several changes do not cancel out. The eight sums are
// then joined with odd factors. Two different pages look alike with a probability of about 2^-64.

import type { AddressSpace } from '../memory/addressSpace'
import { engineState, pageSize } from '../memory/layout'
import { i32, type V128, v128 } from '../wasm/expressions'
import { FunctionBuilder } from '../wasm/functionBuilder'
import { type WasmModule, wasm } from '../wasm/host'
import { ModuleBuilder } from '../wasm/moduleBuilder'

/** Words of 32 bits in a fingerprint. */
export const hashWords = 4

type Differs = (page: number, word0: number, word1: number, word2: number, word3: number) => number

let compiled: WasmModule | undefined

export class PageHasher {
  private readonly call: Differs

  constructor(private readonly space: AddressSpace) {
    compiled ??= new wasm.Module(buildModule())
    this.call = new wasm.Instance(compiled, { machine: { memory: space.memory } }).exports.differs as Differs
  }

  /** Whether the page at a linear address has another fingerprint than the one at `index` of `hashes`. */
  differs(page: number, hashes: Int32Array, index: number): boolean {
    const at = index * hashWords
    return this.call(page, hashes[at]!, hashes[at + 1]!, hashes[at + 2]!, hashes[at + 3]!) !== 0
  }

  /** Whether the fingerprint that the last call of `differs` computed is the one at `index` of `hashes`. */
  wasLast(hashes: Int32Array, index: number): boolean {
    const { view } = this.space
    for (let i = 0; i < hashWords; i++)
      if (hashes[index * hashWords + i] !== view.getInt32(engineState.pageHash + 4 * i, true)) return false
    return true
  }

  /** Copies the fingerprint that the last call of `differs` computed. */
  copyHash(hashes: Int32Array, index: number) {
    for (let i = 0; i < hashWords; i++) hashes[index * hashWords + i] = this.space.view.getInt32(engineState.pageHash + 4 * i, true)
  }
}

const lanes = 4 // vectors of 16 bytes that are summed up side by side

function buildModule(): Uint8Array<ArrayBuffer> {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32', 'i32'], ['i32'])
  const at = f.parameter<'i32'>(0)
  const end = f.let(i32.add(at.get, i32.const(pageSize)))
  const sums = constants(1).map(value => initialised(f, value))
  const keys = constants(2).map(value => initialised(f, value))
  const steps = constants(3)
  f.loop(top => {
    sums.forEach((sum, i) => {
      const word = f.let(v128.load(at.get, 16 * i))
      const mixed = f.let(v128.xor(word, keys[i]!.get))
      const low = v128.shuffle(mixed, mixed, [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11])
      const high = v128.shuffle(mixed, mixed, [4, 5, 6, 7, 12, 13, 14, 15, 4, 5, 6, 7, 12, 13, 14, 15])
      const swapped = v128.shuffle(word, word, [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7])
      f.set(sum, v128.add64(sum.get, v128.add64(v128.mulLow32(low, high), swapped)))
      f.set(keys[i]!, v128.add64(keys[i]!.get, steps[i]!))
    })
    f.set(at, i32.add(at.get, i32.const(16 * lanes)))
    f.brIf(top, i32.ltU(at.get, end))
  })
  const factors = constants(4)
  const hash = f.let(sums.map((sum, i) => v128.mul64(sum.get, factors[i]!)).reduce((a, b) => v128.add64(a, b)))
  f.emit(v128.store(i32.const(0), hash, engineState.pageHash))
  const words = [1, 2, 3, 4].map(i => i32.ne(f.parameter<'i32'>(i).get, i32.load(i32.const(0), engineState.pageHash + 4 * (i - 1))))
  f.return(words.reduce((a, b) => i32.or(a, b)))
  const module = new ModuleBuilder({ initialPages: 0, maximumPages: 65536 })
  module.export('differs', module.add(f))
  return module.finish()
}

function initialised(f: FunctionBuilder, value: V128) {
  const local = f.permanentLocal('v128')
  f.set(local, value)
  return local
}

/** Four vectors of odd numbers without a pattern (the digits of nothing in particular: a linear congruence). */
function constants(seed: number): V128[] {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  const byte = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 24) & 0xff
  }
  return Array.from({ length: lanes }, () => v128.const(Array.from({ length: 16 }, (_, i) => (i % 8 === 0 ? byte() | 1 : byte()))))
}
