// The interpreter as the rest of the machine sees it: runs one thread for some instructions, decoding text as it comes by.

import { decode } from '../isa/decode'
import type { AddressSpace } from '../memory/addressSpace'
import { engineState, slotsPerTextByte, threadRecord } from '../memory/layout'
import { type WasmModule, wasm } from '../wasm/host'
import { buildInterpreterModule } from './buildModule'
import { type Exit, exits } from './exits'
import { microOp, specialHandlers, writeMicroOp } from './microOps'

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

function moduleFor(heapBase: number): WasmModule {
  let module = modules.get(heapBase)
  if (!module) {
    module = new wasm.Module(buildInterpreterModule(heapBase))
    modules.set(heapBase, module)
  }
  return module
}

/** Stop a decoding run after this many instructions: code after a call that never returns may never be needed. */
const decodeAhead = 64

export class Interpreter {
  private readonly runThread: (thread: number, fuel: number) => number
  private readonly breakpoints = new Map<number, number>()
  // Reused: `run` is called hundreds of thousands of times a second.
  private readonly result: RunResult = { exit: 'fuel', executed: 0 }

  constructor(private readonly space: AddressSpace) {
    const instance = new wasm.Instance(moduleFor(space.layout.heapBase), { machine: { memory: space.memory } })
    this.runThread = instance.exports.run as (thread: number, fuel: number) => number
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

  /** Runs at most one instruction, though a breakpoint stands on it. */
  step(thread: number): RunResult {
    const address = Number(this.space.view.getBigUint64(thread + threadRecord.rip, true))
    const handler = this.breakpoints.get(address)
    if (handler === undefined) return this.run(thread, 1)
    this.breakpoints.delete(address)
    this.setHandler(address, handler)
    const result = this.run(thread, 1)
    // What was undecoded has been decoded meanwhile.
    this.breakpoints.set(address, this.handlerAt(address))
    this.setHandler(address, specialHandlers.breakpoint)
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

  private slotOf = (address: number) => (this.space.layout.slots + (address - this.space.layout.textStart) * slotsPerTextByte) | 0

  private handlerAt(address: number): number {
    return this.space.view.getUint16(this.slotOf(address) + microOp.handler, true)
  }

  private setHandler(address: number, handler: number) {
    this.space.view.setUint16(this.slotOf(address) + microOp.handler, handler, true)
  }

  /** Decodes from `start` to the next instruction that does not fall through, or to where it has been before. */
  private decodeFrom(start: number) {
    const { bytes, view, layout } = this.space
    // The low region is mapped onto itself, so text can be decoded where it lies.
    const text = bytes.subarray(0, layout.textEnd)
    let address = start
    for (let count = 0; count < decodeAhead && address < layout.textEnd; count++) {
      const slot = this.slotOf(address)
      if (view.getUint16(slot, true) !== specialHandlers.undecoded) {
        // A breakpoint may hide an instruction that is not decoded yet.
        if (this.breakpoints.get(address) !== specialHandlers.undecoded) break
      }
      const instruction = decode(text, address, address)
      if (!instruction) {
        if (address === start) view.setUint16(slot, specialHandlers.undefined, true)
        break
      }
      writeMicroOp(view, slot, instruction, this.slotOf)
      if (this.breakpoints.has(address)) {
        this.breakpoints.set(address, view.getUint16(slot, true))
        view.setUint16(slot, specialHandlers.breakpoint, true)
      }
      const { mnemonic } = instruction.row
      if (mnemonic === 'JMP' || mnemonic === 'RET' || mnemonic === 'UD2') break
      address += instruction.length
    }
  }
}
