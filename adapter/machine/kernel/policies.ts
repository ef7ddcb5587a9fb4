// Scheduling policies: which core has the next turn, and for how many instructions.

import { below, between } from '../../common/random'
import type { KernelState } from './state'

export interface Policy {
  /** Chooses among cores that have something to run (never empty). */
  chooseCore(state: KernelState, candidates: readonly number[]): number
  /** Instructions of the turn. */
  quantum(state: KernelState): number
}

// Mostly long enough that switching costs nothing (about 1 µs of host time), sometimes a handful of instructions, so that two cores
// inside the same few instructions happen as often as on real hardware, and then some.
function randomQuantum(state: KernelState): number {
  const { schedule } = state.random
  const kind = below(schedule, 16)
  if (kind === 0) return between(schedule, 1, 16)
  if (kind < 4) return between(schedule, 17, 256)
  return between(schedule, 257, 4096)
}

/** The policies by name. A `pct` or `replay` policy is another entry here. */
export const policies = {
  random: {
    chooseCore: (state, candidates) => candidates[below(state.random.schedule, candidates.length)],
    quantum: randomQuantum,
  },
  roundRobin: {
    chooseCore: (state, candidates) => candidates.find(core => core > state.lastCore) ?? candidates[0],
    quantum: () => 1000,
  },
} satisfies Record<string, Policy>

export type PolicyName = keyof typeof policies
