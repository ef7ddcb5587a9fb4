// The interpreter as the rest of the machine sees it: runs one thread for some instructions, decoding text as it comes by.

import type { AddressSpace } from '../memory/addressSpace'
import { engineState, slotsPerTextByte, threadRecord, watchTable } from '../memory/layout'
import { type WasmModule, wasm } from '../wasm/host'
import { buildInterpreterModule } from './buildModule'
import { type Exit, exits } from './exits'
import { MicroDecoder } from './microDecoder'
import { microOp, specialHandlers } from './microOps'

/** What `run` reports; `executed` counts instructions. */
export interface RunResult {
  exit: Exclude<Exit, 'undecoded'>
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

type RunThread = (thread: number, fuel: number) => number

/** Hears of an access of some bytes at a linear address; `kind` as in `accessKinds`. It comes before the access. */
export type NoteAccess = (place: number, bytes: number, kind: number) => void

/** Stop a decoding run after this many instructions: code after a call that never returns may never be needed. */
const decodeAhead = 64

export class Interpreter {
  private runThread: RunThread
  private readonly runPlain: RunThread
  private runWatching: RunThread | undefined
  private readonly breakpoints = new Map<number, number>()
  private readonly decoder: MicroDecoder
  // Reused: `run` is called hundreds of thousands of times a second.
  private readonly result: RunResult = { exit: 'fuel', executed: 0 }

  /** `noteAccess` hears of accesses to watched memory while `step` executes them. */
  constructor(
    private readonly space: AddressSpace,
    private readonly noteAccess: NoteAccess = () => {},
  ) {
    this.decoder = new MicroDecoder(space)
    this.runPlain = this.instantiate(false)
    this.runThread = this.runPlain
  }

  private instantiate(watching: boolean): RunThread {
    const { memory, layout } = this.space
    const host = watching ? { memory, noteAccess: this.noteAccess } : { memory }
    return new wasm.Instance(moduleFor(layout.heapBase, watching), { machine: host }).exports.run as RunThread
  }

  /**
   * Whether `run` leaves (`watched`) before an instruction that accesses what `watchTable` describes; `step` executes it and notes the
   * accesses. Nothing is paid for it while it is off.
   */
  get watching(): boolean {
    return this.runThread !== this.runPlain
  }

  set watching(on: boolean) {
    if (on) this.runWatching ??= this.instantiate(true)
    this.runThread = on ? this.runWatching! : this.runPlain
  }

  /**
   * Runs the thread whose record lies at linear address `thread` for at most `fuel` instructions (below 2^31). The result is
   * overwritten by the next call.
   */
  run(thread: number, fuel: number): RunResult {
    let left = fuel
    for (;;) {
      const exit = this.runThread(thread, left)
      left = this.space.view.getInt32(engineState.fuelLeft, true)
      if (exit === exits.undecoded) {
        this.decodeFrom(this.space.view.getUint32(thread + threadRecord.rip, true))
        continue
      }
      this.result.exit = exitNames[exit] as RunResult['exit']
      this.result.executed = fuel - left
      return this.result
    }
  }

  /** Runs at most one instruction, though a breakpoint stands on it. Overwrites the result of `run`. */
  step(thread: number): RunResult {
    const { view } = this.space
    if (!this.watching) return this.stepPlainly(thread, view)
    view.setUint32(watchTable.recording, 1, true)
    const result = this.stepPlainly(thread, view)
    view.setUint32(watchTable.recording, 0, true)
    return result
  }

  // A breakpoint with a condition comes through here each time it is met, so nothing is allocated.
  private stepPlainly(thread: number, view: DataView): RunResult {
    // Text lies in the low region: half a pc says enough.
    const address = view.getUint32(thread + threadRecord.rip, true)
    let handler = view.getUint32(thread + threadRecord.rip + 4, true) === 0 ? this.breakpoints.get(address) : undefined
    if (handler === undefined) return this.run(thread, 1)
    if (handler === specialHandlers.undecoded) {
      this.decodeFrom(address)
      handler = this.breakpoints.get(address)!
      if (handler === specialHandlers.undecoded) {
        handler = specialHandlers.undefined
        this.breakpoints.set(address, handler)
      }
    }
    const slot = this.decoder.slotOf(address) + microOp.handler
    view.setUint16(slot, handler, true)
    const result = this.run(thread, 1)
    view.setUint16(slot, specialHandlers.breakpoint, true)
    return result
  }

  /** Puts a breakpoint on an instruction; false outside the text. It costs nothing until it is met. */
  setBreakpoint(address: number): boolean {
    const { textStart, textEnd } = this.space.layout
    if (address < textStart || address >= textEnd) return false
    if (this.breakpoints.has(address)) return true
    this.breakpoints.set(address, this.handlerAt(address))
    this.setHandler(address, specialHandlers.breakpoint)
    return true
  }

  clearBreakpoint(address: number) {
    const handler = this.breakpoints.get(address)
    if (handler === undefined) return
    this.breakpoints.delete(address)
    this.setHandler(address, handler)
  }

  hasBreakpoint(address: number): boolean {
    return this.breakpoints.has(address)
  }

  /** Forgets what was decoded, after the host has changed text. */
  forget() {
    const { slots, textStart, textEnd } = this.space.layout
    this.space.bytes.fill(0, slots, slots + (textEnd - textStart) * slotsPerTextByte)
    for (const address of this.breakpoints.keys()) {
      this.breakpoints.set(address, specialHandlers.undecoded)
      this.setHandler(address, specialHandlers.breakpoint)
    }
  }

  private handlerAt(address: number): number {
    return this.space.view.getUint16(this.decoder.slotOf(address) + microOp.handler, true)
  }

  private setHandler(address: number, handler: number) {
    this.space.view.setUint16(this.decoder.slotOf(address) + microOp.handler, handler, true)
  }

  /** Decodes from `start` to the next instruction that does not fall through, or to where it has been before. */
  private decodeFrom(start: number) {
    const { view, layout } = this.space
    let address = start
    for (let count = 0; count < decodeAhead && address < layout.textEnd; count++) {
      const slot = this.decoder.slotOf(address)
      const hidden = this.breakpoints.has(address)
      // A breakpoint may hide an instruction that is not decoded yet.
      if (
        view.getUint16(slot, true) !== specialHandlers.undecoded &&
        !(hidden && this.breakpoints.get(address) === specialHandlers.undecoded)
      )
        break
      const length = this.decoder.decode(address)
      if (length === 0) {
        if (address === start) this.decoder.writeUndefined(address)
        break
      }
      if (hidden) {
        this.breakpoints.set(address, view.getUint16(slot, true))
        view.setUint16(slot, specialHandlers.breakpoint, true)
      }
      if (this.decoder.ends) break
      address += length
    }
  }
}
