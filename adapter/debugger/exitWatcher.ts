// This file stops a program that is about to end by itself, so that there is still something to look at, and a past to go back to.
import type { BreakpointTable, Hit, Watcher } from './breakpoints/table'
import type { LiveTarget } from './liveTarget'
import { MemoryReader } from './target'

/** Watches runtime.exit, through which every Go program ends that is not killed. */
export class ExitWatcher implements Watcher {
  readonly name = 'exit'
  /** What the program will exit with, once it has been met. */
  code = 0

  constructor(
    private readonly target: LiveTarget,
    table: BreakpointTable,
  ) {
    const exit = target.image.functionNamed('runtime.exit')
    if (exit !== undefined) table.addWatcher(exit.entry + exit.prologueEnd, this)
  }

  reached({ tid, address }: Hit): boolean {
    const f = this.target.image.functionAt(address)
    const parameter = f?.variables.find(variable => variable.name === 'code' && variable.role === 'param')
    if (parameter === undefined) return false
    const cfa = Number(this.target.register(tid, 'SP')) + (this.target.image.spDeltaAt(address) ?? 0) + 8
    this.code = new MemoryReader(this.target).u32(cfa + parameter.cfa) & 0xff
    return true
  }
}
