// Sums up all the program can see of a machine, so that tests can tell whether two states are the same.
import { createHash } from 'node:crypto'
import type { Machine } from '../../adapter/machine/machine'
import { threadRecord } from '../../adapter/machine/memory/layout'

/** A digest of memory, registers and everything the kernel knows. */
export function stateHash(machine: Machine): string {
  const { bytes, layout, heapSize } = machine.space
  const hash = createHash('md5')
  for (const thread of machine.kernelState.threads)
    if (thread.record >= 0) hash.update(bytes.subarray(thread.record, thread.record + threadRecord.size))
  hash.update(bytes.subarray(0x400000, layout.lowEnd))
  hash.update(bytes.subarray(layout.heapBase, layout.heapBase + heapSize))
  const { input, ...kernel } = machine.kernelState
  hash.update(JSON.stringify({ heapSize, kernel, position: input.position, open: input.open }, plain))
  return hash.digest('hex')
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  return value === Number.POSITIVE_INFINITY ? 'never' : value
}
