// Compares the two engines: random programs, and whole machines, in lockstep. Everything is drawn from a seed, so a failure can be repeated.

import { below, between, type RandomState, stream } from '../../adapter/common/random'
import { Engine } from '../../adapter/machine/engine'
import { CodeBuilder } from '../../adapter/machine/isa/codeBuilder'
import { decode } from '../../adapter/machine/isa/decode'
import { encodeRow } from '../../adapter/machine/isa/encode'
import { instructions } from '../../adapter/machine/isa/instructions'
import { conditions, type Mnemonic } from '../../adapter/machine/isa/mnemonics'
import {
  memory,
  type Operand,
  type Register,
  registers,
  SP,
  scaled,
  symbolMemory,
  vectorRegisters,
} from '../../adapter/machine/isa/operands'
import type { OperandKind, Row } from '../../adapter/machine/isa/row'
import { loadImage } from '../../adapter/machine/loader'
import type { Machine } from '../../adapter/machine/machine'
import { heapAddress, threadRecord } from '../../adapter/machine/memory/layout'
import { WatchTable } from '../../adapter/machine/watches'

const textStart = 0x401000
const heapSize = 0x40000

// Control flow is built by hand, traps are strewn in by hand; everything else comes out of the table.
const plainRows = instructions.filter(
  row =>
    !row.encodeOnly &&
    !row.operands.some(kind => kind.startsWith('rel')) &&
    !/^(CALL|JMP|RET|SYSCALL|INT3|UD2|STD|PUSH|POP|REP |MOVS[BWLQ]$|STOS)/.test(row.mnemonic),
)
const stringRows = instructions.filter(row => /^(REP |MOVS[BWLQ]$|STOS)/.test(row.mnemonic))
const rowNamed = (mnemonic: string, operands: string) =>
  instructions.find(row => row.mnemonic === mnemonic && row.operands.join() === operands)!

const [AX, CX, DX, BX, , BP, SI, DI, R8, R9, R10, R11, R12, , R14, R15] = registers
const free = [AX, CX, DX, BX, BP, SI, DI, R8, R9, R10, R11, R12]
const interesting = [0, 1, -1, 2, 7, 8, 63, 64, 127, -128, 255, 0x7fff, 0x7fffffff, -0x80000000]

class ProgramMaker {
  readonly random: RandomState
  private code = new CodeBuilder()
  private frame = 0
  /** A register that came from a word of the frame that holds a pointer. */
  private pointer: Register | undefined

  constructor(
    seed: number,
    private readonly functionCount: number,
  ) {
    this.random = stream(seed, 'program')
  }

  private pick<T>(list: readonly T[]): T {
    return list[below(this.random, list.length)]
  }

  private chance(percent: number): boolean {
    return below(this.random, 100) < percent
  }

  private place(kind: OperandKind): Operand {
    const kinds = below(this.random, 100)
    if (this.pointer && this.chance(60))
      return memory(this.pointer, this.chance(40) ? 0 : between(this.random, 0, this.chance(90) ? 64 : 300))
    // Never the return address: the interpreter knows no instructions inside of others.
    if (kinds < 10) return this.slot()
    if (kinds < 45) return memory(SP, 8 * between(this.random, -4, this.frame / 8 - 3) + (this.chance(10) ? below(this.random, 8) : 0))
    if (kinds < 65) return memory(R15, below(this.random, 0x200))
    if (kinds < 80) return memory(R14, below(this.random, 0x200))
    if (kinds < 86) return symbolMemory('data', 8 * below(this.random, 16))
    if (kinds < 96) {
      const index = this.pick(free)
      this.plain(rowNamed('MOVL', 'z32,r32'), [below(this.random, 64), index])
      const scale = this.pick([1, 2, 4, 8] as const)
      return this.chance(10) ? scaled(index, scale, 0x402000) : memory(this.pick([R15, R14, SP]), below(this.random, 64), index, scale)
    }
    // Anywhere: mostly a fault.
    return kind === 'm' || this.chance(50)
      ? memory(this.pick(free), between(this.random, -8, 8))
      : memory(R15, this.pick([-0x1000, 0x7fffffff]))
  }

  private operand(kind: OperandKind, isMemory: boolean): Operand {
    if (kind === 'one') return 1
    if (kind === 'cl') return CX
    if (kind === 'u8') return this.pick([0, 1, 3, 8, 31, 32, 63, 64, 200])
    if (kind === 'i8') return this.chance(60) ? this.pick(interesting.filter(n => n >= -128 && n < 128)) : between(this.random, -128, 127)
    if (kind === 'i16') return between(this.random, -0x8000, 0x7fff)
    if (kind === 'i32') return this.chance(60) ? this.pick(interesting) : between(this.random, -0x80000000, 0x7fffffff)
    if (kind === 'z32') return between(this.random, 0, 0xffffffff)
    if (kind === 'i64') return (BigInt(between(this.random, -0x80000000, 0x7fffffff)) << 32n) | BigInt(between(this.random, 0, 0xffffffff))
    if (kind === 'x' || kind === 'xx') return this.pick(vectorRegisters)
    if (isMemory) return this.place(kind)
    return kind.startsWith('xm') ? this.pick(vectorRegisters) : this.pick(free)
  }

  private plain(row: Row, operands: readonly Operand[]) {
    if (row.lockable && this.chance(30) && operands.some(operand => typeof operand === 'object' && operand.kind === 'memory')) {
      this.code.raw([0xf0])
    }
    const { bytes, relocations } = encodeRow(row, operands)
    this.code.raw(bytes, relocations)
  }

  private instruction() {
    const row = this.chance(40)
      ? this.pick(
          plainRows.filter(candidate => /^(MOV[QLB]|ADDQ|SUBQ|CMP[QLB]|TESTQ|LEAQ|INCQ|ADCQ|SBBQ|S[HA][LR]Q)$/.test(candidate.mnemonic)),
        )
      : this.pick(plainRows)
    // One operand at most can be in memory.
    const couldBe = row.operands.findIndex(kind => /^(rm|xm|m)/.test(kind))
    const inMemory = couldBe >= 0 && (row.operands[couldBe].startsWith('m') || this.chance(60)) ? couldBe : -1
    const operands = row.operands.map((kind, i) => this.operand(kind, i === inMemory))
    this.plain(row, operands)
  }

  /** A word of the frame: mostly one of two, so that what is known of it is put to the test. */
  private slot(): Operand {
    const last = this.frame / 8 - 3
    return memory(SP, 8 * (this.chance(70) ? Math.min(below(this.random, 2), last) : between(this.random, -4, last)))
  }

  /** Puts a pointer into a word of the frame, or takes one from there: to data, the heap and its end, the frame itself. */
  private pointers() {
    const { code } = this
    const register = this.pick(free)
    if (this.chance(60)) {
      const kind = below(this.random, 10)
      if (kind < 5) code.op('LEAQ', memory(this.pick([R14, R15]), below(this.random, 0x100)), register)
      else if (kind < 8) code.op('LEAQ', this.slot(), register)
      else if (kind < 9) code.op('MOVQ', BigInt(heapAddress + heapSize - below(this.random, 300)), register)
      else code.op('LEAQ', symbolMemory('f0'), register)
      code.op('MOVQ', register, this.slot())
    }
    this.pointer = this.pick(free)
    code.op('MOVQ', this.slot(), this.pointer)
  }

  private string() {
    const { code } = this
    const row = this.pick(stringRows)
    code.op('MOVL', this.chance(5) ? 0x40000 : below(this.random, 40), CX)
    code.op('LEAQ', memory(this.pick([R14, R15]), below(this.random, 0x100)), DI)
    if (this.chance(90)) code.op('LEAQ', memory(this.pick([R14, R15]), below(this.random, 0x100)), SI)
    if (this.chance(20)) code.op('STD' as Mnemonic)
    this.plain(row, [])
    if (this.chance(90)) code.op('CLD' as Mnemonic)
  }

  /** A function: a frame, blocks that jump about and call, a return. */
  private function(number: number) {
    this.code = new CodeBuilder()
    const { code } = this
    const blocks = Array.from({ length: between(this.random, 1, 8) }, () => code.label())
    const frame = 8 * below(this.random, 10)
    this.frame = frame
    const hasPointer = this.chance(60)
    if (hasPointer) code.op('PUSHQ', BP).op('MOVQ', SP, BP)
    if (frame) code.op('SUBQ', frame, SP)
    for (const [i, label] of blocks.entries()) {
      code.bind(label)
      this.pointer = undefined
      for (let n = below(this.random, 8); n > 0; n--) {
        if (this.chance(25)) this.pointers()
        if (this.chance(4)) this.string()
        else this.instruction()
      }
      if (this.chance(10)) {
        const pushed = this.pick(free)
        code.op('PUSHQ', pushed)
        this.instruction()
        if (this.chance(20)) code.op('PUSHFQ').op('POPFQ')
        code.op('POPQ', this.pick(free))
      }
      if (this.chance(3)) code.op('SYSCALL')
      if (this.chance(1)) code.op('INT3')
      if (this.chance(1)) code.op('UD2')
      if (this.chance(2))
        code
          .op('MOVQ', SP, R12)
          .op('ADDQ', 8 * below(this.random, 3), R12)
          .op('MOVQ', R12, SP)
      if (this.chance(25)) {
        const callee = below(this.random, this.functionCount)
        if (this.chance(70)) code.op('CALL', symbolMemory(`f${callee}`))
        else code.op('LEAQ', symbolMemory(`f${callee}`), R12).op('CALL', R12)
      }
      if (this.chance(70)) {
        const target = this.chance(35) ? blocks[below(this.random, i + 1)] : this.pick(blocks.slice(i))
        code.op(`J${this.pick(conditions)}`, target)
        if (this.chance(20)) code.op(`J${this.pick(conditions)}`, this.pick(blocks.slice(i)))
      } else if (this.chance(10)) code.op('JMP', this.pick(blocks))
    }
    if (frame) code.op('ADDQ', frame, SP)
    if (hasPointer) code.op('POPQ', BP)
    if (this.chance(5) && number > 0) code.op('JMP', symbolMemory(`f${below(this.random, this.functionCount)}`))
    else if (this.chance(2)) code.op('MOVL', below(this.random, 8), R12).op('PUSHQ', R12).op('RET')
    else code.op('RET')
    return code.finish()
  }

  make() {
    const functions = Array.from({ length: this.functionCount }, (_, i) => this.function(i))
    const starts: number[] = []
    let at = textStart
    for (const { bytes } of functions) {
      starts.push(at)
      at += Math.ceil(bytes.length / 16) * 16
    }
    const dataStart = Math.ceil((at + 1) / 4096) * 4096
    const text = new Uint8Array(at - textStart).fill(0xcc)
    const view = new DataView(text.buffer)
    functions.forEach(({ bytes, relocations }, i) => {
      text.set(bytes, starts[i] - textStart)
      for (const { offset, symbol, addend } of relocations) {
        const target = symbol === 'data' ? dataStart : starts[Number(symbol.slice(1))]
        view.setInt32(starts[i] - textStart + offset, target + addend - (starts[i] + offset), true)
      }
    })
    const data = Uint8Array.from({ length: 0x1000 }, () => below(this.random, 256))
    return {
      text,
      data,
      dataStart,
      functions: starts.map((entry, i) => ({ entry, end: entry + functions[i].bytes.length })),
    }
  }
}

export interface Difference {
  readonly what: string
}

/** Runs the program of that seed on both engines; what differed first, or undefined. */
export function compareEngines(seed: number, switches = 400): Difference | undefined {
  const random = stream(seed, 'run')
  const { text, data, dataStart, functions } = new ProgramMaker(seed, between(random, 1, 6)).make()
  const sections = [
    { name: '.text', address: textStart, size: text.length, bytes: text, writable: false, executable: true },
    { name: '.data', address: dataStart, size: 0x2000, bytes: data, writable: true, executable: false },
  ]
  const threads = between(random, 1, 8)
  const sides = (['interpreter', 'both'] as const).map(engine => {
    const space = loadImage(sections, 2 ** 24)
    space.growHeap(heapSize)
    const watches = new WatchTable(space)
    const translateAfter = below(stream(seed, 'after'), 3) * 300
    return { space, watches, engine: new Engine(space, { functions, engine, translateAfter }, watches.note) }
  })
  const [exact, fast] = sides
  const record = (thread: number) => threadRecord.base + thread * threadRecord.size
  const enter = (thread: number, target: number, at: number, reset: boolean) => {
    for (const { space } of sides) {
      const { view } = space
      const base = record(thread)
      const set = (number: number, value: number) => view.setBigUint64(base + number * 8, BigInt(value), true)
      if (reset) {
        // Stacks in the heap, some at the very edge, and one in the low region, where only the interpreter runs.
        const end = thread % 4 !== 2 ? heapAddress + heapSize : space.layout.lowEnd
        set(4, end - (thread % 3 === 0 ? 0 : 0x2000 * (thread + 1)) - at)
        set(15, dataStart)
        set(14, heapAddress + 0x1000 * thread)
      }
      view.setBigUint64(base + threadRecord.rip, BigInt(target), true)
    }
  }
  for (let thread = 0; thread < threads; thread++) {
    for (const { space } of sides) {
      const fill = stream(seed, `registers${thread}`)
      for (let offset = 0; offset < 128; offset += 4)
        space.view.setUint32(record(thread) + offset, below(fill, 2) ? below(fill, 256) : below(fill, 2 ** 32), true)
      for (let offset = 256; offset < 512; offset++) space.bytes[record(thread) + offset] = below(fill, 256)
    }
    enter(thread, functions[below(random, functions.length)].entry, 8 * between(random, 0, 40), true)
  }
  const kinds = [4, 256, 5000]
  const kind = kinds[below(random, 3)]
  const breakpointAt = () => {
    const f = functions[below(random, functions.length)]
    const list: number[] = []
    for (let at = f.entry; at < f.end; ) {
      const instruction = decode(exact.space.bytes, at, at)
      list.push(at)
      at += instruction?.length ?? 1
    }
    return list[below(random, list.length)]
  }
  const breakpoints: number[] = []
  for (let i = 0; i < switches; i++) {
    const thread = below(random, threads)
    const fuel = between(random, 1, below(random, 10) ? kind : kinds[below(random, 3)])
    if (below(random, 12) === 0) {
      const address = breakpointAt()
      breakpoints.push(address)
      for (const { engine } of sides) engine.setBreakpoint(address)
    }
    if (breakpoints.length && below(random, 12) === 0) {
      const [address] = breakpoints.splice(below(random, breakpoints.length), 1)
      for (const { engine } of sides) engine.clearBreakpoint(address)
    }
    if (below(random, 300) === 0) for (const { engine } of sides) engine.forget()
    if (below(random, 30) === 0) fast.engine.translate(functions[below(random, functions.length)].entry)
    if (below(random, 25) === 0) {
      const list = Array.from({ length: below(random, 3) }, () => ({
        address:
          [dataStart, heapAddress + 0x1000 * below(random, threads), heapAddress + heapSize - 0x4000][below(random, 3)] +
          below(random, 0x400),
        length: between(random, 1, 40),
        access: (['read', 'write', 'readWrite'] as const)[below(random, 3)],
      }))
      for (const { engine, watches } of sides) {
        watches.set(list)
        engine.watching = watches.active
      }
    }
    const step = below(random, 40) === 0
    const results = sides.map(({ engine }) => ({ ...(step ? engine.step(record(thread)) : engine.run(record(thread), fuel)) }))
    const where = `seed ${seed}, switch ${i}, thread ${thread}, fuel ${fuel}`
    const difference = differ(where, exact.space, fast.space, results, threads, record)
    if (difference) return { what: difference }
    const { exit } = results[0]
    const { view } = exact.space
    const pc = Number(view.getBigUint64(record(thread) + threadRecord.rip, true))
    if (exit === 'breakpointSet' || exit === 'watched') {
      const hits: string[] = []
      const stepped = sides.map(({ engine, watches }) => {
        watches.begin()
        const result = { ...engine.step(record(thread)) }
        hits.push(JSON.stringify(watches.end()))
        return result
      })
      if (hits[0] !== hits[1]) return { what: `${where}: watches ${hits[0]}, but ${hits[1]}` }
      const after = differ(`${where}, after the breakpoint`, exact.space, fast.space, stepped, threads, record)
      if (after) return { what: after }
      if (stepped[0].exit !== 'fuel') enter(thread, functions[below(random, functions.length)].entry, 16, true)
    } else if (exit === 'fault' || exit === 'divide' || exit === 'undefined' || exit === 'breakpoint') {
      const instruction = decode(exact.space.bytes, pc, pc)
      const sp = Number(view.getBigUint64(record(thread) + 32, true))
      const lost = exact.space.resolve(sp - 4096, 8192) < 0 && below(random, 3) === 0
      if (!instruction || lost || exit === 'undefined') enter(thread, functions[below(random, functions.length)].entry, 64, true)
      else enter(thread, pc + instruction.length, 0, false)
    } else if (exit === 'noText' || exit === 'jumpedOut') {
      enter(thread, functions[below(random, functions.length)].entry, 8 * between(random, 0, 20), true)
    }
  }
  return undefined
}

type Space = ReturnType<typeof loadImage>

function differ(
  where: string,
  exact: Space,
  fast: Space,
  [a, b]: readonly { exit: string; executed: number }[],
  threads: number,
  record: (thread: number) => number,
): string | undefined {
  if (a.exit !== b.exit || a.executed !== b.executed) return `${where}: ${a.exit} after ${a.executed}, but ${b.exit} after ${b.executed}`
  const { layout } = exact
  const from = layout.writableStart
  const parts: [string, number, number][] = [
    ['the low region', from, layout.lowEnd],
    ['the heap', layout.heapBase, layout.heapBase + heapSize],
  ]
  for (let thread = 0; thread < threads; thread++) parts.unshift([`thread ${thread}`, record(thread), record(thread) + threadRecord.size])
  for (const [name, start, end] of parts) {
    const left = exact.bytes.subarray(start, end)
    const right = fast.bytes.subarray(start, end)
    if (Buffer.compare(left, right) === 0) continue
    const at = left.findIndex((byte, i) => byte !== right[i])
    const word = (bytes: Uint8Array) => Buffer.from(bytes.slice(at & ~7, (at & ~7) + 8)).toString('hex')
    return `${where}: ${name} differs at 0x${at.toString(16)}: ${word(left)}, but ${word(right)} (${a.exit} after ${a.executed})`
  }
  return undefined
}

/** Every turn of a machine: what the engine reported, and a hash of the thread's registers then. */
export function traced(machine: Machine): { readonly turns: number; readonly hash: number } {
  const trace = { turns: 0, hash: 0x811c9dc5 }
  const { engine, space } = machine as unknown as { engine: Engine; space: Space }
  const { run } = engine
  engine.run = (thread: number, fuel: number) => {
    const result = run.call(engine, thread, fuel)
    trace.turns++
    const view = new Int32Array(space.bytes.buffer, thread, threadRecord.size / 4)
    let { hash } = trace
    for (let i = 0; i < view.length; i++) hash = Math.imul(hash ^ view[i], 0x01000193)
    trace.hash = Math.imul(hash ^ result.executed, 0x01000193) ^ result.exit.length
    return result
  }
  return trace
}

/** A hash of all memory of the program. */
export function memoryHash(machine: Machine): number {
  const { space } = machine
  const { writableStart, lowEnd, heapBase } = space.layout
  let hash = 0x811c9dc5
  for (const [start, end] of [
    [writableStart, lowEnd],
    [heapBase, heapBase + space.heapSize],
  ]) {
    const words = new Int32Array(space.bytes.buffer, start & ~3, (end - (start & ~3)) >> 2)
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193)
  }
  return hash
}
