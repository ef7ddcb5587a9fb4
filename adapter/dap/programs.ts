// This file keeps the programs of a server, so that a client may leave one and another client may attach to it.
import type { Debuggee } from './debuggee'
import { failedToAttach } from './errors'

export class Programs {
  // In the order in which they were left; a program with a client is in `taken`.
  private readonly free: Debuggee[] = []
  private readonly taken = new Set<Debuggee>()

  constructor(
    /** Whether clients may launch programs here. Otherwise there is only the one that the command line has named. */
    readonly launching = true,
  ) {}

  /** A program that a client has launched. */
  launched(program: Debuggee): void {
    this.taken.add(program)
    void program.ended.then(() => this.forget(program))
  }

  /** A program that waits for a client. */
  offer(program: Debuggee): void {
    this.taken.delete(program)
    this.free.push(program)
    void program.ended.then(() => this.forget(program))
  }

  /** The program that a client attaches to: the one that was left last. */
  take(): Debuggee {
    const program = this.free.pop()
    if (program !== undefined) {
      this.taken.add(program)
      return program
    }
    throw this.taken.size > 0
      ? failedToAttach('another client is attached to the program')
      : failedToAttach('no program runs here that a client could attach to')
  }

  forget(program: Debuggee): void {
    this.taken.delete(program)
    const at = this.free.indexOf(program)
    if (at >= 0) this.free.splice(at, 1)
  }
}
