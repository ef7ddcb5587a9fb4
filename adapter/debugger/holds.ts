// This file keeps goroutines from going on: those that a person has frozen, and all others while only one is to run.
//
// A held goroutine executes no code of the user. What it is doing inside the runtime it may finish, since it may hold a lock there that the
// others need: a trap waits for it where it comes back. There its thread is frozen; the scheduler does not know and believes that it runs.
// So a held goroutine keeps the processor (P) it had; the others share what is left.
import type { BreakpointTable, Hit, Watcher } from './breakpoints/table'
import type { LiveTarget } from './liveTarget'
import { type Goroutine, goroutineOfThread, readGoroutine, readGoroutines } from './runtime/goroutines'
import { isRuntimeFrame, unwindGoroutine } from './unwind'

interface Hold {
  readonly goid: number
  /** Where it will be caught; undefined when its thread is frozen. */
  trap: number | undefined
  /** The frozen thread. */
  tid: number | undefined
  /** By a person, or because another one is to run alone. */
  asked: boolean
}

const ax = 0

export class Holds implements Watcher {
  readonly name = 'hold'
  // By address of the g.
  private readonly holds = new Map<number, Hold>()
  // The only one that may run, by address of its g.
  private only: number | undefined
  private readonly executeEntry: number | undefined

  constructor(
    private readonly target: LiveTarget,
    private readonly table: BreakpointTable,
  ) {
    this.executeEntry = target.image.functionNamed('runtime.execute')?.entry
  }

  /** Ids of the goroutines that a person has frozen. */
  get frozen(): number[] {
    return [...this.holds.values()].filter(hold => hold.asked).map(hold => hold.goid)
  }

  /** Whether one goroutine is to run alone. */
  get alone(): number | undefined {
    return this.only
  }

  freeze(goroutine: Goroutine): void {
    this.hold(goroutine, true)
  }

  /** False if it was not frozen. */
  thaw(goid: number): boolean {
    for (const [g, hold] of this.holds) {
      if (hold.goid !== goid || !hold.asked) continue
      this.release(g, hold)
      return true
    }
    return false
  }

  /** From now on only this goroutine executes code of the user, and those of the runtime its own. */
  runAlone(goroutine: Goroutine): void {
    this.only = goroutine.address
    for (const other of readGoroutines(this.target)) if (other.address !== goroutine.address && !other.system) this.hold(other, false)
    if (this.executeEntry !== undefined) this.table.addWatcher(this.executeEntry, this)
  }

  /** Lets those go on again that nobody has frozen. */
  endAlone(): void {
    if (this.only === undefined) return
    this.only = undefined
    if (this.executeEntry !== undefined) this.table.removeWatcher(this.executeEntry, this)
    for (const [g, hold] of this.holds) if (!hold.asked) this.release(g, hold)
  }

  reached({ address, tid }: Hit): boolean {
    if (address === this.executeEntry && this.only !== undefined) {
      // execute(gp): a goroutine that has been born since is held where it begins.
      const g = this.target.wordRegister(tid, ax)
      const goroutine = g === this.only || this.holds.has(g) ? undefined : readGoroutine(this.target, g)
      if (goroutine !== undefined && !goroutine.system) this.hold(goroutine, false)
      return false
    }
    const hold = this.holds.get(goroutineOfThread(this.target, tid))
    return hold !== undefined && hold.trap === address
  }

  /** Freezes the thread that has reached a trap. */
  catch(tid: number): void {
    const hold = this.holds.get(goroutineOfThread(this.target, tid))
    if (hold?.trap === undefined) return
    const { trap } = hold
    hold.trap = undefined
    this.removeTrap(trap)
    hold.tid = tid
    this.target.freeze(tid, true)
  }

  /** One watcher serves all traps: it leaves an address with the last hold there. */
  private removeTrap(address: number): void {
    for (const hold of this.holds.values()) if (hold.trap === address) return
    if (address !== this.executeEntry || this.only === undefined) this.table.removeWatcher(address, this)
  }

  private hold(goroutine: Goroutine, asked: boolean): void {
    const known = this.holds.get(goroutine.address)
    if (known !== undefined) {
      known.asked ||= asked
      return
    }
    const hold: Hold = { goid: goroutine.id, trap: undefined, tid: undefined, asked }
    this.holds.set(goroutine.address, hold)
    const frames = unwindGoroutine(this.target, goroutine, 100)
    const first = frames.findIndex(frame => !isRuntimeFrame(frame))
    if (first === 0 && goroutine.tid !== undefined) {
      hold.tid = goroutine.tid
      this.target.freeze(goroutine.tid, true)
      return
    }
    hold.trap = first < 0 ? goroutine.startPc : frames[first]!.pc
    this.table.addWatcher(hold.trap, this)
  }

  private release(g: number, hold: Hold): void {
    this.holds.delete(g)
    if (hold.tid !== undefined) this.target.freeze(hold.tid, false)
    if (hold.trap !== undefined) this.removeTrap(hold.trap)
  }
}
