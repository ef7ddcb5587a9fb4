// This file finds out which lines one call of a function has executed, and when: the map on which steps go back.
//
// A call is told by its goroutine, its function and its distance from the top of the stack. Statements of one line that follow one another are
// a group: `next` would go from the start of one group to the start of the following one, so a step back goes from start to start too.
// The trace grows backwards, window by window, until it has what is asked for or the beginning of the call.
import type { ImageFunction } from '../../image/image'
import { tableAt } from '../../image/image'
import type { FastReads } from './fastReads'
import type { Probe } from './replayer'

/** A call that has not returned (or had not, at some moment). */
export interface Call {
  readonly g: number // address
  readonly function: ImageFunction
  readonly depth: number // of its CFA
}

/** Statements of one line, executed one after another. */
export interface Group {
  readonly tick: number
  readonly line: number
}

/** Where a step back goes: a group of this call, before its first statement, or nobody knows yet. */
export type Previous = Group | 'caller' | 'unknown'

/** The statements of a function, by offset; the end of its prologue counts, since that is where breakpoints on it stop. */
export function statementOffsets(f: ImageFunction): number[] {
  const offsets = f.statements.filter(offset => offset >= f.prologueEnd)
  return offsets.includes(f.prologueEnd) ? offsets : [f.prologueEnd, ...offsets]
}

export function isStatement(f: ImageFunction, pc: number): boolean {
  return statementOffsets(f).includes(pc - f.entry)
}

/** Groups kept of one window: in a loop there are thousands, of which the last ones matter. */
const mostGroups = 10_000

export class FrameTrace {
  /** The groups known, in order. Of the first one the beginning is known only if the beginning of the call is. */
  private groups: Group[] = []
  /** Tick at which the call was entered, once it is known. */
  entered: number | undefined
  /** Tick of the last statement known, whether it begins a group or not. */
  last: number | undefined
  readonly probe: Probe
  private window: Group[] = []
  private windowEntered: number | undefined
  private windowLast: number | undefined
  private cut = false
  private from: number

  /** `own` is the statement at `to`, if the call stands at one. */
  constructor(
    reads: FastReads,
    readonly call: Call,
    private readonly to: number,
    own: number | undefined,
  ) {
    this.from = to
    const f = call.function
    if (own !== undefined) this.groups.push({ tick: to, line: tableAt(f.lines, own - f.entry) })
    // Of each address: what to add to SP to find the CFA, and the line; the first instruction of the function tells that the call begins.
    const places = new Map<number, { delta: number; line: number }>()
    for (const offset of statementOffsets(f))
      places.set(f.entry + offset, { delta: tableAt(f.sp, offset) + 8, line: tableAt(f.lines, offset) })
    const entryDelta = tableAt(f.sp, 0) + 8
    const { target } = reads
    this.probe = {
      addresses: new Set([f.entry, ...places.keys()]),
      reached: (tid, address) => {
        if (reads.goroutineOn(tid) !== call.g) return
        const sp = reads.stackPointer(tid)
        if (address === f.entry && reads.depth(call.g, sp + entryDelta) === call.depth) {
          this.window = []
          this.cut = false
          this.windowEntered = target.tick
          this.windowLast = undefined
        }
        const place = places.get(address)
        if (place === undefined || reads.depth(call.g, sp + place.delta) !== call.depth) return
        this.windowLast = target.tick
        if (this.window.at(-1)?.line === place.line) return
        this.window.push({ tick: target.tick, line: place.line })
        if (this.window.length > mostGroups) {
          this.window.splice(0, mostGroups / 2)
          this.cut = true
        }
      },
    }
  }

  /** A window has been run again, from this tick to where the trace began before. */
  closeWindow(from: number): void {
    const [first] = this.groups
    if (first !== undefined && this.window.at(-1)?.line === first.line) this.groups.shift()
    this.groups = [...this.window, ...this.groups]
    this.entered = this.windowEntered
    this.last ??= this.windowLast
    // What was cut off lies before the first group that is left, which then is no beginning either.
    this.from = this.cut ? this.window[0]!.tick : from
    this.window = []
    this.windowEntered = undefined
    this.windowLast = undefined
    this.cut = false
  }

  /** Whether this trace is of that call, at a moment it knows. */
  covers(call: Call, tick: number): boolean {
    const own = this.call
    return (
      call.g === own.g &&
      call.function === own.function &&
      call.depth === own.depth &&
      tick <= this.to &&
      tick > (this.entered ?? this.from)
    )
  }

  /** Where windows that are still wanted end. */
  get start(): number {
    return this.from
  }

  /** Where a step back from a moment goes. */
  before(tick: number): Previous {
    let index = this.lastAt(tick)
    if (this.groups[index]?.tick === tick) index--
    const known = this.entered !== undefined
    if (index < 0) return known ? 'caller' : 'unknown'
    return index > 0 || known ? this.groups[index]! : 'unknown'
  }

  /** Index of the last group that begins at or before a tick, -1 if there is none. */
  private lastAt(tick: number): number {
    let low = 0
    let high = this.groups.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.groups[middle]!.tick <= tick) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
