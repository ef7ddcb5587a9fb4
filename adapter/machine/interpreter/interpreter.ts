// The interpreter as the rest of the machine sees it: runs one thread for some instructions, decoding text as it comes by.

import type { AddressSpace } from '../memory/addressSpace'
import { engineState, slotsPerTextByte, threadRecord, watchTable } from '../memory/layout'
import { type WasmModule, type WasmTable, wasm } from '../wasm/host'
import { buildInterpreterModule } from './buildModule'
import { type Exit, exits } from './exits'
import { MicroDecoder } from './microDecoder'
import { marks, microOp, skips, specialHandlers } from './microOps'

/** What `run` reports; `executed` counts instructions. */
export interface RunResult {
  exit: Exclude<Exit, 'undecoded' | 'translated'>
  executed: number
}

const exitNames: Exit[] = []
for (const [name, number] of Object.entries(exits)) exitNames[number] = name as Exit

// Modules hold no state: all machines whose heap begins at the same place share one.
/** Where the heap of most programs begins in linear memory: the module for this place ships with Mapscope. */
export const shippedHeapBase = 0x2000000

const modules = new Map<number, WasmModule>()

/**
 * Compiles module bytes made when Mapscope was built (`buildInterpreterModule(heapBase)`), so that the first machine does not have to
 * make them: on a cold start that is 50 ms of JavaScript nobody has warmed up.
 */
export function installInterpreterModule(heapBase: number, bytes: Uint8Array<ArrayBuffer>) {
  modules.set(heapBase, new wasm.Module(bytes))
}

// Few sessions watch memory, so these are made when first one does.
const watchingModules = new Map<number, WasmModule>()

function moduleFor(heapBase: number, watching: boolean): WasmModule {
  const known = watching ? watchingModules : modules
  let module = known.get(heapBase)
  if (!module) {
    module = new wasm.Module(buildInterpreterModule(heapBase, watching))
    known.set(heapBase, module)
  }
  return module
}

/** Hears of an access of some bytes at a linear address; `kind` as in `accessKinds`. It comes before the access. */
export type NoteAccess = (place: number, bytes: number, kind: number) => void

/** Stop a decoding run after this many instructions: code after a call that never returns may never be needed. */
const decodeAhead = 64

/** What the interpreter's module exports. */
export interface InterpreterExports {
  readonly run: (thread: number, fuel: number, skip: number) => number
  readonly drive: (thread: number, fuel: number) => number
  readonly stub: unknown
  readonly multiplyHigh: unknown
  readonly divideWide: unknown
  readonly resolveRange: unknown
  readonly flagsResult: unknown
  readonly flagsAux: unknown
}

export class Interpreter {
  /** Of the module in use. */
  exports: InterpreterExports
  /** Where translated functions go; `drive` calls them through it. */
  readonly functions: WasmTable = new wasm.Table({ element: 'anyfunc', initial: 0 })
  private readonly plain: InterpreterExports
  private watchful: InterpreterExports | undefined
  private readonly breakpoints = new Set<number>()
  private readonly decoder: MicroDecoder
  // Reused: `run` is called hundreds of thousands of times a second.
  private readonly result: RunResult = { exit: 'fuel', executed: 0 }

  /** `noteAccess` hears of accesses to watched memory while `step` executes them. */
  constructor(
    private readonly space: AddressSpace,
    private readonly noteAccess: NoteAccess = () => {},
  ) {
    this.decoder = new MicroDecoder(space)
    this.plain = this.instantiate(false)
    this.exports = this.plain
  }

  private instantiate(watching: boolean): InterpreterExports {
    const { memory, layout } = this.space
    const host = { memory, functions: this.functions, noteAccess: this.noteAccess }
    return new wasm.Instance(moduleFor(layout.heapBase, watching), { machine: host }).exports as unknown as InterpreterExports
  }

  /**
   * Whether `run` leaves (`watched`) before an instruction that accesses what `watchTable` describes; `step` executes it and notes the
   * accesses. Nothing is paid for it while it is off.
   */
  get watching(): boolean {
    return this.exports !== this.plain
  }

  set watching(on: boolean) {
    if (on) this.watchful ??= this.instantiate(true)
    this.exports = on ? this.watchful! : this.plain
  }

  /**
   * Runs the thread whose record lies at linear address `thread` for at most `fuel` instructions (below 2^31). The result is
   * overwritten by the next call.
   */
  run(thread: number, fuel: number): RunResult {
    return this.runSkipping(thread, fuel, skips.translated)
  }

  /** Runs at most one instruction, though a breakpoint stands on it. Overwrites the result of `run`. */
  step(thread: number): RunResult {
    const { view } = this.space
    if (!this.watching) return this.runSkipping(thread, 1, skips.translated | skips.breakpoint)
    view.setUint32(watchTable.recording, 1, true)
    const result = this.runSkipping(thread, 1, skips.translated | skips.breakpoint)
    view.setUint32(watchTable.recording, 0, true)
    return result
  }

  // A breakpoint with a condition comes through here each time it is met, so nothing is allocated.
  private runSkipping(thread: number, fuel: number, skip: number): RunResult {
    let left = fuel
    for (;;) {
      const exit = this.exports.run(thread, left, skip)
      left = this.space.view.getInt32(engineState.fuelLeft, true)
      if (exit !== exits.undecoded) return this.report(exit, fuel - left)
      this.decodeFrom(this.space.view.getUint32(thread + threadRecord.rip, true))
      // Only the first instruction's breakpoint is to be passed.
      if (left !== fuel) skip &= ~skips.breakpoint
    }
  }

  /** The result for an exit of the module. */
  report(exit: number, executed: number): RunResult {
    this.result.exit = exitNames[exit] as RunResult['exit']
    this.result.executed = executed
    return this.result
  }

  /** Puts a breakpoint on an instruction; false outside the text. It costs nothing until it is met. */
  setBreakpoint(address: number): boolean {
    const { textStart, textEnd } = this.space.layout
    if (address < textStart || address >= textEnd) return false
    this.breakpoints.add(address)
    this.mark(address, marks.breakpoint)
    return true
  }

  clearBreakpoint(address: number) {
    if (this.breakpoints.delete(address)) this.unmark(address, marks.breakpoint)
  }

  hasBreakpoint(address: number): boolean {
    return this.breakpoints.has(address)
  }

  /** Makes the interpreter leave at an instruction. */
  mark(address: number, mark: number) {
    const slot = this.decoder.slotOf(address) + microOp.handler
    this.space.view.setUint16(slot, this.space.view.getUint16(slot, true) | mark, true)
  }

  unmark(address: number, mark: number) {
    const slot = this.decoder.slotOf(address) + microOp.handler
    this.space.view.setUint16(slot, this.space.view.getUint16(slot, true) & ~mark, true)
  }

  /** Whether the interpreter has come by, or nearly. */
  isDecoded(address: number): boolean {
    return (this.space.view.getUint16(this.decoder.slotOf(address) + microOp.handler, true) & ~marks.all) !== specialHandlers.undecoded
  }

  /** Forgets what was decoded, after the host has changed text. Only breakpoints stay. */
  forget() {
    const { slots, textStart, textEnd } = this.space.layout
    this.space.bytes.fill(0, slots, slots + (textEnd - textStart) * slotsPerTextByte)
    for (const address of this.breakpoints) this.mark(address, marks.breakpoint)
  }

  /** Decodes from `start` to the next instruction that does not fall through, or to where it has been before. */
  decodeFrom(start: number) {
    const { view, layout } = this.space
    let address = start
    for (let count = 0; count < decodeAhead && address < layout.textEnd; count++) {
      const marked = view.getUint16(this.decoder.slotOf(address) + microOp.handler, true)
      if (marked & ~marks.all) break
      const length = this.decoder.decode(address)
      if (length === 0) {
        if (address !== start) break
        this.decoder.writeUndefined(address)
      }
      if (marked) this.mark(address, marked)
      if (length === 0 || this.decoder.ends) break
      address += length
    }
  }
}
