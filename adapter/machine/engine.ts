// The two engines behind one interface: translated code where there is some, the interpreter for everything else. Which of them executes an
// instruction never shows in the state.

import { exits } from './interpreter/exits'
import { Interpreter, type NoteAccess, type RunResult } from './interpreter/interpreter'
import type { AddressSpace } from './memory/addressSpace'
import { engineState, entriesPerTextByte, threadRecord } from './memory/layout'
import { type FunctionRange, Translator } from './translate/translator'

export type EngineName = 'interpreter' | 'both'

export interface EngineOptions {
  /** Functions that may be translated, sorted by entry. */
  readonly functions?: readonly FunctionRange[]
  readonly engine?: EngineName
  /** Interpreted instructions after which a function is translated. */
  readonly translateAfter?: number
}

export class Engine {
  private readonly interpreter: Interpreter
  private readonly plain: Translator | undefined
  /** Of code that minds watched memory; made with the first watch. */
  private watchful: Translator | undefined
  /** The one in use. */
  private translator: Translator | undefined
  private readonly free: { record: number }

  constructor(
    private readonly space: AddressSpace,
    private readonly options: EngineOptions = {},
    noteAccess?: NoteAccess,
  ) {
    this.interpreter = new Interpreter(space, noteAccess)
    this.free = { record: space.layout.records }
    if ((options.engine ?? 'both') === 'both' && options.functions?.length) this.plain = this.makeTranslator(false)
    this.translator = this.plain
  }

  private makeTranslator(watching: boolean): Translator {
    const { functions = [], translateAfter } = this.options
    return new Translator(this.space, this.interpreter, functions, this.free, translateAfter, watching)
  }

  /**
   * Runs the thread whose record lies at linear address `thread` for at most `fuel` instructions (below 2^31). The result is
   * overwritten by the next call.
   */
  run(thread: number, fuel: number): RunResult {
    const { translator, interpreter, space } = this
    if (!translator) return interpreter.run(thread, fuel)
    let left = fuel
    for (;;) {
      const exit = interpreter.exports.drive(thread, left)
      left = space.view.getInt32(engineState.fuelLeft, true)
      if (exit === exits.undecoded) {
        interpreter.decodeFrom(space.view.getUint32(thread + threadRecord.rip, true))
        continue
      }
      const executed = fuel - left
      translator.sample(space.view.getUint32(thread + threadRecord.rip, true), executed)
      return interpreter.report(exit, executed)
    }
  }

  /** Whether `run` leaves (`watched`) before an instruction that accesses watched memory. Both engines have code of its own for that. */
  get watching(): boolean {
    return this.interpreter.watching
  }

  set watching(on: boolean) {
    if (on === this.watching) return
    this.interpreter.watching = on
    if (!this.plain) return
    if (on) this.watchful ??= this.makeTranslator(true)
    // What one of them makes unreachable the other one makes reachable, so this order matters.
    this.translator?.activate(false)
    this.translator = on ? this.watchful : this.plain
    this.translator?.activate(true)
  }

  /** Runs at most one instruction, though a breakpoint stands on it. */
  step(thread: number): RunResult {
    return this.interpreter.step(thread)
  }

  /** Translates the function at an address and those it calls now. */
  translate(address: number) {
    this.translator?.translateAt(address)
  }

  /** Whether translated code begins at an address. */
  isTranslated(address: number): boolean {
    const { entries, textStart } = this.space.layout
    return this.space.view.getUint32(entries + (address - textStart) * entriesPerTextByte, true) !== 0
  }

  /** Puts a breakpoint on an instruction; false outside the text. It costs nothing until it is met. */
  setBreakpoint(address: number): boolean {
    const known = this.interpreter.hasBreakpoint(address)
    if (!this.interpreter.setBreakpoint(address)) return false
    if (known) return true
    this.plain?.addBreakpoint(address)
    this.watchful?.addBreakpoint(address)
    return true
  }

  clearBreakpoint(address: number) {
    if (!this.interpreter.hasBreakpoint(address)) return
    this.interpreter.clearBreakpoint(address)
    this.plain?.removeBreakpoint(address)
    this.watchful?.removeBreakpoint(address)
  }

  hasBreakpoint(address: number): boolean {
    return this.interpreter.hasBreakpoint(address)
  }

  /** Forgets what was made of the text, after the host has changed it. */
  forget() {
    this.interpreter.forget()
    this.plain?.forget()
    this.watchful?.forget()
  }
}
