// The facade of the simulated computer: load an image, run until something worth telling happens, look at registers and bytes.

/** A piece of the image as the linker placed it. Read-only sections lie below writable ones. */
export interface LoadSection {
  readonly name: string
  readonly address: number
  /** Contents; what `size` has more than these is zero (bss). */
  readonly bytes?: Uint8Array
  readonly size: number
  readonly writable: boolean
  readonly executable: boolean
}

export interface MachineOptions {
  readonly sections: readonly LoadSection[]
  /** Address of the first instruction of the first thread. */
  readonly entry: number
  readonly args: readonly string[]
  /** `NAME=value` each. */
  readonly env: readonly string[]
  readonly seed: number | bigint | string
  readonly cores: number
  /** Bytes of heap the program may map (default 1 GiB). */
  readonly memoryLimit?: number
  readonly tickLimit?: number
  readonly policy?: 'random' | 'roundRobin'
  /** All of standard input; without it a read finds its end. */
  readonly stdin?: Uint8Array
  readonly onOutput: (fd: 1 | 2, bytes: Uint8Array, tick: number) => void
}

/** Why `run` came back. */
export type Stop =
  | { readonly reason: 'budget' }
  | { readonly reason: 'breakpoint'; readonly tid: number; readonly address: number }
  | { readonly reason: 'exited'; readonly code: number }
  | { readonly reason: 'signaled'; readonly signal: number; readonly tid: number }
  | { readonly reason: 'stuck' }
  | { readonly reason: 'limit'; readonly which: 'ticks' | 'memory' | 'threads' }
  | { readonly reason: 'stepped'; readonly tid: number }
  | { readonly reason: 'waitingForInput' }
