// mmap and its relatives for the heap region: which parts are mapped, and finding room.

import type { AddressSpace } from '../memory/addressSpace'
import { heapAddress, pageSize, roundUp } from '../memory/layout'
import { errno, mapFlags } from './numbers'
import type { KernelState } from './state'

/** Maps `length` bytes; the address, or a negative error. PROT_NONE (0) only reserves: memory comes with the first other protection. */
export function mapMemory(
  state: KernelState,
  space: AddressSpace,
  hint: number,
  length: number,
  protection: number,
  flags: number,
): number {
  if (length <= 0 || hint % pageSize) return -errno.EINVAL
  const size = roundUp(length, pageSize)
  const fixed = (flags & (mapFlags.FIXED | mapFlags.FIXED_NOREPLACE)) !== 0
  const inHeap = hint >= heapAddress && hint + size <= heapAddress + space.heapLimit
  if (fixed && !inHeap) return -errno.ENOMEM
  const start = inHeap && (fixed || isFree(state, hint, size)) ? hint : findFree(state, size)
  if (start + size > heapAddress + space.heapLimit) return -errno.ENOMEM
  if (protection !== 0 && !space.growHeap(start + size - heapAddress)) return -errno.ENOMEM
  // A fixed mapping over an old one begins as zeros again.
  if (!isFree(state, start, size) && protection !== 0) space.clearHeap(start, size)
  addMapping(state, start, start + size)
  return start
}

/** Makes reserved memory accessible. We keep no protections, so nothing becomes inaccessible. */
export function protectMemory(space: AddressSpace, address: number, length: number, protection: number): number {
  if (protection === 0 || address < heapAddress) return 0
  return space.growHeap(roundUp(address + length, pageSize) - heapAddress) ? 0 : -errno.ENOMEM
}

/** Gives memory back. Below the end of the heap it stays readable, as zeros: one limit per region is what keeps accesses fast. */
export function unmapMemory(state: KernelState, space: AddressSpace, address: number, length: number): number {
  if (address % pageSize || length <= 0) return -errno.EINVAL
  const end = address + roundUp(length, pageSize)
  state.mappings = state.mappings.flatMap(mapping => {
    if (mapping.end <= address || mapping.start >= end) return [mapping]
    const rest = []
    if (mapping.start < address) rest.push({ start: mapping.start, end: address })
    if (mapping.end > end) rest.push({ start: end, end: mapping.end })
    return rest
  })
  if (address >= heapAddress) space.clearHeap(address, end - address)
  return 0
}

function isFree(state: KernelState, start: number, size: number): boolean {
  return state.mappings.every(mapping => mapping.end <= start || mapping.start >= start + size)
}

function findFree(state: KernelState, size: number): number {
  let at = heapAddress
  for (const mapping of state.mappings) {
    if (mapping.start - at >= size) return at
    at = Math.max(at, mapping.end)
  }
  return at
}

function addMapping(state: KernelState, start: number, end: number) {
  const others = []
  for (const mapping of state.mappings) {
    if (mapping.end < start || mapping.start > end) others.push(mapping)
    else {
      start = Math.min(start, mapping.start)
      end = Math.max(end, mapping.end)
    }
  }
  others.push({ start, end })
  state.mappings = others.sort((a, b) => a.start - b.start)
}
