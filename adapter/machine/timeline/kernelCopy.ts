// Copies what the kernel knows, so that the copy and the original go separate ways.

import type { RandomState } from '../../common/random'
import type { KernelState } from '../kernel/state'

/** A deep copy. The bytes of standard input are shared: nobody ever writes into them. */
export function copyKernel(state: KernelState): KernelState {
  return {
    ...state,
    threads: state.threads.map(thread => ({
      ...thread,
      pending: thread.pending.map(info => ({ ...info })),
      altStack: { ...thread.altStack },
    })),
    cores: [...state.cores],
    queue: [...state.queue],
    turn: state.turn && { ...state.turn },
    actions: Object.fromEntries(Object.entries(state.actions).map(([signal, action]) => [signal, { ...action }])),
    timers: state.timers.map(timer => ({ ...timer })),
    mappings: state.mappings.map(mapping => ({ ...mapping })),
    input: { ...state.input },
    random: {
      schedule: [...state.random.schedule] as RandomState,
      latency: [...state.random.latency] as RandomState,
      kernel: [...state.random.kernel] as RandomState,
    },
    ending: state.ending && { ...state.ending },
  }
}
