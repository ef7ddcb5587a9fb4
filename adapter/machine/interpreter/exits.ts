// Why the engine comes back to its host.

/** Reasons by number. Those below `syscall` leave the pc at an instruction that has not been executed; the others come after one that has. */
export const exits = {
  fuel: 1,
  undecoded: 2,
  breakpointSet: 3,
  fault: 4,
  divide: 5,
  breakpoint: 6,
  undefined: 7,
  /** The pc is outside the text. */
  noText: 8,
  /** The instruction would access watched memory; only of an engine that watches. */
  watched: 9,
  /** The instruction begins a block that has been translated. */
  translated: 10,
  syscall: 11,
  jumpedOut: 12,
} as const

export type Exit = keyof typeof exits

/** The reasons that come after the instruction, which then has used its fuel and set the pc. */
export const firstExecutedExit = exits.syscall
