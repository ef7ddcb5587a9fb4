// This file keeps, for each address, who wants to stop there: breakpoints of the user, those of the debugger itself, and a running step.
//
// The machine knows only addresses. An address is set in the machine while somebody wants it, and cleared with the last one.
import type { CompiledCondition, Condition } from '../evaluate/condition'
import type { Location } from './locations'
import type { LogPart } from './logMessage'
import type { HitCounter } from './modes'

export type BreakpointKind = 'source' | 'function' | 'instruction'

/** A breakpoint as a client set it. */
export interface UserBreakpoint {
  readonly id: number
  readonly kind: BreakpointKind
  readonly location: Location
  readonly condition: Condition | undefined
  readonly counter: HitCounter
  readonly log: readonly LogPart[] | undefined
}

/** A breakpoint at one of its addresses. */
export interface BoundBreakpoint {
  readonly breakpoint: UserBreakpoint
  /** Its condition, where it could be compiled for this address. */
  readonly compiled: CompiledCondition | undefined
}

/** Something of the debugger's own that runs when an address is reached; true stops. */
export interface Watcher {
  readonly name: string
  reached(hit: Hit): boolean
}

/** A thread has reached an address. */
export interface Hit {
  readonly address: number
  readonly tid: number
}

interface AddressEntry {
  readonly users: BoundBreakpoint[]
  readonly watchers: Watcher[]
}

/** The part of the machine that the table drives. */
export interface BreakpointMachine {
  setBreakpoint(address: number): boolean
  clearBreakpoint(address: number): void
}

export class BreakpointTable {
  private readonly entries = new Map<number, AddressEntry>()

  constructor(private readonly machine: BreakpointMachine) {}

  /** Takes all breakpoints out of the machine for a while; nobody is forgotten. */
  suspend(): void {
    for (const address of this.entries.keys()) this.machine.clearBreakpoint(address)
  }

  /** Puts them back. */
  restore(): void {
    for (const address of this.entries.keys()) this.machine.setBreakpoint(address)
  }

  /** Addresses where the user wants to stop. */
  *userAddresses(): Iterable<number> {
    for (const [address, { users }] of this.entries) if (users.length > 0) yield address
  }

  /** Who wants to stop at an address; undefined if nobody does. */
  at(address: number): { readonly users: readonly BoundBreakpoint[]; readonly watchers: readonly Watcher[] } | undefined {
    return this.entries.get(address)
  }

  addUser(breakpoint: UserBreakpoint): void {
    for (const address of breakpoint.location.addresses) {
      this.entry(address).users.push({ breakpoint, compiled: breakpoint.condition?.compiled.get(address) })
    }
  }

  removeUser(breakpoint: UserBreakpoint): void {
    for (const address of breakpoint.location.addresses) {
      const entry = this.entries.get(address)
      const at = entry?.users.findIndex(bound => bound.breakpoint === breakpoint) ?? -1
      if (at >= 0) entry!.users.splice(at, 1)
      this.cleanUp(address)
    }
  }

  addWatcher(address: number, watcher: Watcher): void {
    const entry = this.entry(address)
    if (!entry.watchers.includes(watcher)) entry.watchers.push(watcher)
  }

  removeWatcher(address: number, watcher: Watcher): void {
    const entry = this.entries.get(address)
    const at = entry?.watchers.indexOf(watcher) ?? -1
    if (at >= 0) entry!.watchers.splice(at, 1)
    this.cleanUp(address)
  }

  private entry(address: number): AddressEntry {
    let entry = this.entries.get(address)
    if (entry === undefined) {
      this.entries.set(address, (entry = { users: [], watchers: [] }))
      this.machine.setBreakpoint(address)
    }
    return entry
  }

  private cleanUp(address: number): void {
    const entry = this.entries.get(address)
    if (entry === undefined || entry.users.length > 0 || entry.watchers.length > 0) return
    this.entries.delete(address)
    this.machine.clearBreakpoint(address)
  }
}
