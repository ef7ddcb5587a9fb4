// This file keeps goroutines from going on: those that a person has frozen, and all others while only one is to run.
//
// A held goroutine executes no code of the user. What it is doing inside the runtime it may finish, since it may hold a lock there that the
// others need: a trap waits for it where it comes back. There its thread is frozen; the scheduler does not know and believes that it runs.
// So a held goroutine keeps the processor (P) it had; the others share what is left.
//
// Who is held belongs to time. The machine's journal freezes and thaws threads again by itself when time is run through once more; here each
// change is kept with its tick, so that what is asked is answered for the moment at which the program stands. Traps are needed only at the
// frontier, since behind it the journal freezes a thread before it meets one. A change in the past makes another future, as all changes do.
import type { BreakpointTable, Hit, Watcher } from './breakpoints/table'
import type { LiveTarget } from './liveTarget'
import { type Goroutine, goroutineOfThread, readGoroutine, readGoroutines } from './runtime/goroutines'
import { isRuntimeFrame, unwindGoroutine } from './unwind'

interface Hold {
  readonly goid: number
  /** Where it will be caught; undefined when its thread is frozen. */
  readonly trap: number | undefined
  /** The frozen thread. */
  readonly tid: number | undefined
  /** By a person, or because another one is to run alone. */
  readonly asked: boolean
}

/** Who is held from a tick on. */
interface State {
  readonly tick: number
  /** By address of the g. */
  readonly holds: ReadonlyMap<number, Hold>
  /** The only goroutine that may run, by address of its g. */
  readonly only: number | undefined
}

/** A state that is being made. */
interface Draft {
  readonly holds: Map<number, Hold>
  only: number | undefined
}

const ax = 0

export class Holds implements Watcher {
  readonly name = 'hold'
  /** In order; the last one is that of the frontier. */
  private readonly states: State[] = [{ tick: 0, holds: new Map(), only: undefined }]
  /** Whether the program runs (or is about to) so that only one goroutine may: not so in the past, when it did. */
  private isAlone = false
  /** Addresses at which this watcher has been set. */
  private watched = new Set<number>()
  private readonly executeEntry: number | undefined

  constructor(
    private readonly target: LiveTarget,
    private readonly table: BreakpointTable,
  ) {
    this.executeEntry = target.image.functionNamed('runtime.execute')?.entry
  }

  /** Who is held at the moment at which the program stands. */
  private get state(): State {
    const { tick } = this.target
    return this.states.findLast(state => state.tick <= tick)!
  }

  private change(make: (draft: Draft) => void): void {
    // What came after is forgotten before anything is changed.
    this.target.timeline.fork()
    const { tick } = this.target
    const draft = { holds: new Map(this.state.holds), only: this.state.only }
    make(draft)
    if (this.states.length > 1 && this.states.at(-1)!.tick === tick) this.states.pop()
    this.states.push({ tick, ...draft })
    this.watch()
  }

  /** Time has been forked: what came after this moment never was. */
  forked(): void {
    const { tick } = this.target
    while (this.states.at(-1)!.tick > tick) this.states.pop()
    this.watch()
    // Of a run alone only the beginning is left, so nobody would end it.
    if (this.state.only !== undefined && !this.isAlone) this.change(draft => this.releaseOthers(draft))
  }

  /** Sets this watcher where the state of the frontier needs it, and nowhere else. */
  private watch(): void {
    const { holds, only } = this.states.at(-1)!
    const needed = new Set<number>()
    for (const { trap } of holds.values()) if (trap !== undefined) needed.add(trap)
    if (only !== undefined && this.executeEntry !== undefined) needed.add(this.executeEntry)
    for (const address of this.watched) if (!needed.has(address)) this.table.removeWatcher(address, this)
    for (const address of needed) if (!this.watched.has(address)) this.table.addWatcher(address, this)
    this.watched = needed
  }

  /** Ids of the goroutines that a person has frozen. */
  get frozen(): number[] {
    return [...this.state.holds.values()].filter(hold => hold.asked).map(hold => hold.goid)
  }

  /** Whether one goroutine is to run alone. */
  get alone(): number | undefined {
    return this.isAlone ? this.state.only : undefined
  }

  freeze(goroutine: Goroutine): void {
    this.change(draft => this.hold(draft, goroutine, true))
  }

  /** False if it was not frozen. */
  thaw(goid: number): boolean {
    for (const [g, hold] of this.state.holds) {
      if (hold.goid !== goid || !hold.asked) continue
      this.change(draft => this.release(draft, g, hold))
      return true
    }
    return false
  }

  /** From now on only this goroutine executes code of the user, and those of the runtime its own. */
  runAlone(goroutine: Goroutine): void {
    this.isAlone = true
    this.change(draft => {
      draft.only = goroutine.address
      for (const other of readGoroutines(this.target))
        if (other.address !== goroutine.address && !other.system) this.hold(draft, other, false)
    })
  }

  /** Lets those go on again that nobody has frozen. */
  endAlone(): void {
    if (!this.isAlone) return
    this.isAlone = false
    this.change(draft => this.releaseOthers(draft))
  }

  reached({ address, tid }: Hit): boolean {
    const { holds, only } = this.state
    if (address === this.executeEntry && only !== undefined) {
      // execute(gp): a goroutine that has been born since is held where it begins.
      const g = this.target.wordRegister(tid, ax)
      const goroutine = g === only || holds.has(g) ? undefined : readGoroutine(this.target, g)
      if (goroutine !== undefined && !goroutine.system) this.change(draft => this.hold(draft, goroutine, false))
      return false
    }
    return holds.get(goroutineOfThread(this.target, tid))?.trap === address
  }

  /** Freezes the thread that has reached a trap. */
  catch(tid: number): void {
    const g = goroutineOfThread(this.target, tid)
    const hold = this.state.holds.get(g)
    if (hold?.trap === undefined) return
    this.change(({ holds }) => {
      holds.set(g, { ...hold, trap: undefined, tid })
      this.target.freeze(tid, true)
    })
  }

  private hold({ holds }: Draft, goroutine: Goroutine, asked: boolean): void {
    const known = holds.get(goroutine.address)
    if (known !== undefined) {
      if (asked) holds.set(goroutine.address, { ...known, asked })
      return
    }
    const frames = unwindGoroutine(this.target, goroutine, 100)
    const first = frames.findIndex(frame => !isRuntimeFrame(frame))
    const { id: goid, tid } = goroutine
    if (first === 0 && tid !== undefined) {
      holds.set(goroutine.address, { goid, trap: undefined, tid, asked })
      this.target.freeze(tid, true)
    } else holds.set(goroutine.address, { goid, trap: first < 0 ? goroutine.startPc : frames[first]!.pc, tid: undefined, asked })
  }

  private release({ holds }: Draft, g: number, hold: Hold): void {
    holds.delete(g)
    if (hold.tid !== undefined) this.target.freeze(hold.tid, false)
  }

  private releaseOthers(draft: Draft): void {
    draft.only = undefined
    for (const [g, hold] of [...draft.holds]) if (!hold.asked) this.release(draft, g, hold)
  }
}
