// This file finds call instructions by the address behind them.
import type { Target } from './target'

const direct = 5
const throughClosure = 2 // CALL (DX)
const throughRegister = 3 // CALL R12

/** The address of the call instruction that ends at an address. */
export function callBefore(target: Target, after: number): number {
  const f = target.image.functionAt(after - 1)
  const call = f?.calls.find(({ offset }) => f.entry + offset === after)
  if (call !== undefined && call.target !== '') return after - direct
  const bytes = target.read(after - throughRegister, throughRegister)
  if (bytes?.[1] === 0xff && bytes[2] === 0x12) return after - throughClosure
  // Calls of assembly are not on record.
  return bytes?.[0] === 0x41 && bytes[1] === 0xff ? after - throughRegister : after - direct
}
