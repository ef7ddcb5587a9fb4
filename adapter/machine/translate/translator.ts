// Decides which functions are translated, makes modules of them, and keeps the tables through which translated code is found.
//
// What is translated is told to the rest of the engine in linear memory: a record for each block (what it costs, how to enter it), the entry
// table from addresses to records, and marks on micro-operations, at which the interpreter leaves.

import { beginAtEntry, notTranslated, translatedSignature } from '../interpreter/driver'
import type { Interpreter } from '../interpreter/interpreter'
import { marks } from '../interpreter/microOps'
import type { AddressSpace } from '../memory/addressSpace'
import { blockRecord, entriesPerTextByte, prohibitiveCost, runningThread, threadRecord, wasmPageSize } from '../memory/layout'
import { i32, i64 } from '../wasm/expressions'
import { FunctionBuilder } from '../wasm/functionBuilder'
import { wasm } from '../wasm/host'
import { ModuleBuilder } from '../wasm/moduleBuilder'
import { type Block, type FunctionCode, readFunction, Untranslatable } from './controlFlow'
import { ignoresFlags } from './dataflow'
import { inlineCalls } from './inline'
import { largestText, type TranslatedFunction, translateFunction } from './translateFunction'

/** Where a function lies. */
export interface FunctionRange {
  readonly entry: number
  /** First address behind it. */
  readonly end: number
  /** What profilers show. */
  readonly name?: string
}

/** Instructions the interpreter spends in a function before it is worth translating: about what translating costs. */
const defaultTranslateAfter = 400_000
/** Functions that a hot one calls are translated with it if they are warm or small, up to so many instructions in all. */
const batchSize = 2000
const smallFunction = 200
/** Functions of so many bytes at most are put where they are called, if they are small in instructions too. */
const placeable = 240

export class Translator {
  private readonly functions: readonly FunctionRange[]
  private readonly heat: Float64Array
  /** Whether a function needs no further thought: translated, or impossible to. */
  private readonly done: Uint8Array
  /** What has been translated, to make it reachable and unreachable again. */
  private readonly installed: { block: Block; record: number }[] = []
  /** Functions that set flags before they look at them. */
  private readonly ignoreFlags = new Set<number>()
  private active: boolean
  /** Record of the block that an instruction belongs to, by its place in the text; 0 for none. */
  private recordOf: Int32Array | undefined
  /** The records of blocks that have been put in place elsewhere, by the address of an instruction. */
  private readonly placed = new Map<number, number[]>()
  private readonly codes = new Map<number, FunctionCode | undefined>()
  /** Breakpoints in each block. */
  private breakpoints: Uint16Array | undefined

  constructor(
    private readonly space: AddressSpace,
    private readonly interpreter: Interpreter,
    functions: readonly FunctionRange[],
    /** Where free block records begin; translators of one machine share it. */
    private readonly free: { record: number },
    private readonly translateAfter = defaultTranslateAfter,
    /** Whether its code leaves for the interpreter before it touches watched memory (see `watchTable`). */
    private readonly watching = false,
  ) {
    const { textStart, textEnd } = space.layout
    const usable = textEnd - textStart < largestText && textEnd < beginAtEntry
    this.functions = usable ? functions.filter(f => f.entry >= textStart && f.end <= textEnd && f.end > f.entry) : []
    this.heat = new Float64Array(this.functions.length)
    this.done = new Uint8Array(this.functions.length)
    this.active = !watching
  }

  /** Takes note that a thread has executed so many instructions and was interpreted at that address in the end; may translate. */
  sample(address: number, executed: number) {
    const index = this.functionAt(address)
    if (index < 0 || this.done[index]) return
    this.heat[index] += executed
    if (this.heat[index] < this.translateAfter) return
    try {
      this.translate(index)
    } catch {
      // Whatever went wrong (the host may refuse a module): nothing has been installed, and the interpreter can do it all.
    }
  }

  /** Translates a function, whether it is hot or not, and what it calls. */
  translateAt(address: number) {
    const index = this.functionAt(address)
    if (index >= 0 && !this.done[index]) this.translate(index)
  }

  private functionAt(address: number): number {
    let low = 0
    let high = this.functions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.functions[middle].entry <= address) low = middle + 1
      else high = middle
    }
    return low > 0 && address < this.functions[low - 1].end ? low - 1 : -1
  }

  private indexOfEntry(address: number): number {
    const index = this.functionAt(address)
    return index >= 0 && this.functions[index].entry === address ? index : -1
  }

  /** A function and those it calls, as far as they have been run. */
  private gather(first: number): { index: number; code: FunctionCode }[] {
    const batch: { index: number; code: FunctionCode }[] = []
    const pending = [first]
    const text = this.space.bytes.subarray(0, this.space.layout.textEnd)
    for (let size = 0, i = 0; i < pending.length && size < batchSize; i++) {
      const index = pending[i]
      this.done[index] = 1
      const plain = this.read(text, index)
      if (!plain) continue
      const code = this.watching ? plain : inlineCalls(plain, address => this.calleeAt(text, address))
      batch.push({ index, code })
      for (const block of code.blocks.values()) {
        size += block.steps.length
        if (block.ending.kind !== 'call' || block.ending.target === undefined) continue
        const callee = this.indexOfEntry(block.ending.target)
        if (callee >= 0 && !this.done[callee] && !pending.includes(callee) && this.isWorthwhile(callee)) pending.push(callee)
      }
    }
    return batch
  }

  /** The blocks of a function; undefined if it cannot be translated. What is asked for again is made anew: graphs write into it. */
  private read(text: Uint8Array, index: number): FunctionCode | undefined {
    try {
      return readFunction(text, this.functions[index].entry, this.functions[index].end, this.watching)
    } catch (error) {
      if (error instanceof Untranslatable) return undefined
      throw error
    }
  }

  /** A function that may be put where it is called: small, and run before. */
  private calleeAt(text: Uint8Array, address: number): FunctionCode | undefined {
    const index = this.indexOfEntry(address)
    if (index < 0) return undefined
    const { entry, end } = this.functions[index]
    if (end - entry > placeable || !this.interpreter.isDecoded(entry)) return undefined
    if (!this.codes.has(index)) this.codes.set(index, this.read(text, index))
    return this.codes.get(index)
  }

  /** Whether a function that hot code calls had better be translated too. */
  private isWorthwhile(index: number): boolean {
    const { entry, end } = this.functions[index]
    return this.interpreter.isDecoded(entry) && (this.heat[index] > 0 || end - entry <= smallFunction)
  }

  private translate(first: number) {
    this.prepare()
    const batch = this.gather(first)
    if (!batch.length) return
    const { layout, memory } = this.space
    // What lies below the heap is always there: the host need not check accesses to it.
    const module = new ModuleBuilder({ initialPages: layout.heapBase / wasmPageSize, maximumPages: 65536 }, true)
    const { parameters, results } = translatedSignature
    const imports = {
      multiplyHigh: module.import('multiplyHigh', ['i64', 'i64'], ['i64']),
      divideWide: module.import('divideWide', ['i64', 'i64', 'i64'], ['i64']),
      resolveRange: module.import('resolveRange', ['i64', 'i64', 'i32'], ['i32']),
      flagsResult: module.import('flagsResult', ['i32', 'i64', 'i64'], ['i64']),
      flagsAux: module.import('flagsAux', ['i32', 'i64', 'i64'], ['i64']),
    }
    const numbers = new Map<number, number>(batch.map(({ code }) => [code.start, module.declare(parameters, results)]))
    for (const { index, code } of batch) if (ignoresFlags(code)) this.ignoreFlags.add(index)
    const callees = {
      ignoresFlags: (address: number) => this.ignoreFlags.has(this.indexOfEntry(address)),
      signature: module.signature(parameters, results),
      inModule: (address: number) => numbers.get(address),
      inTable: (address: number) => {
        const index = this.indexOfEntry(address)
        return index < 0 ? undefined : this.tableStart + index
      },
    }
    const finished: { index: number; translated: TranslatedFunction; records: Map<Block, number> }[] = []
    for (const { index, code } of batch) {
      const number = numbers.get(code.start)!
      const records = new Map<Block, number>()
      let next = this.free.record
      for (const block of code.blocks.values()) {
        records.set(block, next)
        next += blockRecord.size
      }
      try {
        if (next > layout.recordsEnd) throw new Untranslatable('there is no room for more blocks')
        const translated = translateFunction(code, layout, imports, callees, block => records.get(block)!, this.watching)
        module.define(number, translated.builder)
        module.name(number, this.functions[index].name ?? `text.${code.start.toString(16)}`)
        module.addElements(this.tableStart + index, [number])
        this.free.record = next
        finished.push({ index, translated, records })
      } catch (error) {
        if (!(error instanceof Untranslatable)) throw error
        module.define(number, untranslated(code.start))
      }
    }
    const { exports, functions } = this.interpreter
    new wasm.Instance(new wasm.Module(module.finish()), { machine: { memory, functions, ...exports } as Record<string, unknown> })
    for (const { index, translated, records } of finished) this.install(index, translated, records)
  }

  /** Its part of the table of functions. */
  private get tableStart(): number {
    return this.watching ? this.functions.length : 0
  }

  /** Makes what it has translated reachable, or unreachable. */
  activate(on: boolean) {
    if (on === this.active) return
    this.active = on
    for (const { block, record } of this.installed) this.reach(block, on ? record : 0)
  }

  private reach(block: Block, record: number) {
    const { view, layout } = this.space
    view.setUint32(layout.entries + (block.start - layout.textStart) * entriesPerTextByte, record, true)
    if (record) this.interpreter.mark(block.start, marks.translated)
    else this.interpreter.unmark(block.start, marks.translated)
  }

  /** Makes the tables, with the first translation. */
  private prepare() {
    if (this.recordOf) return
    const { textStart, textEnd, records, recordsEnd } = this.space.layout
    this.recordOf = new Int32Array(textEnd - textStart)
    this.breakpoints = new Uint16Array((recordsEnd - records) / blockRecord.size)
    const { functions, exports } = this.interpreter
    const end = this.tableStart + this.functions.length
    if (functions.length < end) functions.grow(end - functions.length)
    for (let i = this.tableStart; i < end; i++) functions.set(i, exports.stub)
  }

  private install(index: number, { code, enterable, fuel }: TranslatedFunction, records: ReadonlyMap<Block, number>) {
    const { view, layout } = this.space
    for (const block of code.blocks.values()) {
      const record = records.get(block)!
      const number = enterable.indexOf(block)
      const cost = fuel.cost.get(block) ?? 0
      this.costs[this.place(record)] = cost
      view.setUint32(record + blockRecord.cost, cost, true)
      view.setUint32(record + blockRecord.functionIndex, this.tableStart + index, true)
      view.setUint32(record + blockRecord.entry, beginAtEntry + number, true)
      view.setInt32(record + blockRecord.delta, block.delta, true)
      if (number < 0) continue
      this.installed.push({ block, record })
      if (this.active) this.reach(block, record)
    }
    // Fuel is asked for at the first block of a group: that is where breakpoints in any of its blocks have to show.
    for (const block of code.blocks.values()) {
      const record = records.get(fuel.first.get(block)!)!
      for (const {
        instruction: { address },
      } of block.steps) {
        if (block.key === block.start) this.recordOf![address - layout.textStart] = record
        else {
          const list = this.placed.get(address)
          if (list) list.push(record)
          else this.placed.set(address, [record])
        }
        if (this.interpreter.hasBreakpoint(address)) this.countBreakpoint(record)
      }
    }
  }

  /** Lets the interpreter run the block in which a breakpoint has been set. */
  addBreakpoint(address: number) {
    for (const record of this.recordsAt(address)) this.countBreakpoint(record)
  }

  private countBreakpoint(record: number) {
    this.breakpoints![this.place(record)]++
    this.space.view.setUint32(record + blockRecord.cost, prohibitiveCost, true)
  }

  removeBreakpoint(address: number) {
    for (const record of this.recordsAt(address)) {
      if (--this.breakpoints![this.place(record)] > 0) continue
      this.space.view.setUint32(record + blockRecord.cost, this.costOf(record), true)
    }
  }

  private readonly costs: number[] = []

  private costOf(record: number): number {
    return this.costs[this.place(record)]
  }

  /** The records in which breakpoints at an address count. */
  private recordsAt(address: number): number[] {
    const placed = this.placed.get(address) ?? []
    const own = this.recordOf ? this.recordOf[address - this.space.layout.textStart] : 0
    return own ? [own, ...placed] : placed
  }

  private place(record: number): number {
    return (record - this.space.layout.records) / blockRecord.size
  }

  /** Forgets all translations, after the host has changed text. */
  forget() {
    const { bytes, layout } = this.space
    bytes.fill(0, layout.entries, layout.recordsEnd)
    this.recordOf = undefined
    this.breakpoints = undefined
    this.costs.length = 0
    this.free.record = layout.records
    this.installed.length = 0
    this.done.fill(0)
    this.heat.fill(0)
    this.ignoreFlags.clear()
    this.placed.clear()
    this.codes.clear()
  }
}

/** A function that only goes to where the untranslated one begins. */
function untranslated(start: number): FunctionBuilder {
  const f = new FunctionBuilder(translatedSignature.parameters, translatedSignature.results)
  f.emit(i64.store(i32.const(runningThread), i64.const(start), threadRecord.rip))
  f.emit(notTranslated(f))
  return f
}
