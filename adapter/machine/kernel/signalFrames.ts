// Builds the frame a signal handler finds on its stack, exactly as Linux does on amd64, and takes it down again in rt_sigreturn.
//
//   frame + 0     return address: the restorer
//         + 8     ucontext: flags, link, stack (24), mcontext (gregs 23 * 8, fpstate pointer, 8 reserved), mask    304 bytes
//         + 312   siginfo                                                                                          128 bytes
//   above, aligned to 64: the 512 bytes of FXSAVE with X0-X15

import { toAddress } from '../../common/addresses'
import type { AddressSpace } from '../memory/addressSpace'
import { threadRecord } from '../memory/layout'
import { SA_NODEFER, SA_ONSTACK, SS_DISABLE, SS_ONSTACK } from './numbers'
import { readFlags, writeFlags } from './registers'
import type { SignalAction, SignalInfo, ThreadState } from './state'

const contextOffset = 8
const infoOffset = 312
const frameSize = 440
const gregsOffset = 40
const fpstatePointer = 224
const maskOffset = 296
const fxsaveSize = 512
const fxsaveVectors = 160

// Numbers of the general registers in the order of mcontext's gregs: r8-r15 di si bp bx dx ax cx sp, then rip, eflags, segments …
const gregs = [8, 9, 10, 11, 12, 13, 14, 15, 7, 6, 5, 3, 2, 0, 1, 4]
const gregIndex = { rip: 16, eflags: 17, segments: 18, error: 19, trap: 20, oldMask: 21, cr2: 22 }

/** Sends the thread into its handler; false when the frame cannot be written (the stack is bad). */
export function pushSignalFrame(space: AddressSpace, thread: ThreadState, info: SignalInfo, action: SignalAction): boolean {
  const { view } = space
  const { record } = thread
  const sp = toAddress(view.getBigUint64(record + 32, true))
  const { altStack } = thread
  const onAlt = altStack.size > 0 && sp > altStack.sp && sp <= altStack.sp + altStack.size
  const useAlt = (action.flags & SA_ONSTACK) !== 0 && !(altStack.flags & SS_DISABLE) && altStack.size > 0 && !onAlt
  // Below the 128 bytes the ABI lets a function use under its stack pointer.
  const top = useAlt ? altStack.sp + altStack.size : sp - 128
  const fpstate = alignDown(top - fxsaveSize, 64)
  const frame = alignDown(fpstate - frameSize, 16) - 8
  const at = space.resolve(frame, fpstate + fxsaveSize - frame, true)
  if (at < 0) return false
  space.bytes.fill(0, at, at + (fpstate + fxsaveSize - frame))
  view.setBigUint64(at, BigInt(action.restorer), true)
  const altFlags = altStack.size ? (onAlt ? SS_ONSTACK : altStack.flags) : SS_DISABLE
  writeContext(space, at + contextOffset, thread, info, fpstate, altFlags)
  writeInfo(view, at + infoOffset, info)
  writeFxsave(space, at + (fpstate - frame), record)
  const set = (register: number, value: number) => view.setBigUint64(record + register * 8, BigInt(value), true)
  set(7, info.signal)
  set(6, frame + infoOffset)
  set(2, frame + contextOffset)
  set(0, 0)
  set(4, frame)
  view.setBigUint64(record + threadRecord.rip, BigInt(action.handler), true)
  view.setBigUint64(record + threadRecord.direction, 0n, true)
  thread.mask |= action.mask
  if (!(action.flags & SA_NODEFER)) thread.mask |= 1n << BigInt(info.signal - 1)
  return true
}

function writeContext(space: AddressSpace, at: number, thread: ThreadState, info: SignalInfo, fpstate: number, altFlags: number) {
  const { view } = space
  const { record, altStack } = thread
  view.setBigUint64(at + 16, BigInt(altStack.sp), true)
  view.setInt32(at + 24, altFlags, true)
  view.setBigUint64(at + 32, BigInt(altStack.size), true)
  const greg = (index: number, value: bigint) => view.setBigUint64(at + gregsOffset + 8 * index, BigInt.asUintN(64, value), true)
  gregs.forEach((register, i) => {
    greg(i, view.getBigUint64(record + register * 8, true))
  })
  greg(gregIndex.rip, view.getBigUint64(record + threadRecord.rip, true))
  greg(gregIndex.eflags, readFlags(space, record))
  // cs 0x33, gs 0, fs 0, ss 0x2b
  greg(gregIndex.segments, 0x002b000000000033n)
  greg(gregIndex.trap, BigInt(info.trap))
  greg(gregIndex.oldMask, thread.mask)
  greg(gregIndex.cr2, info.trap === 14 ? BigInt(info.address) : 0n)
  view.setBigUint64(at + fpstatePointer, BigInt(fpstate), true)
  view.setBigUint64(at + maskOffset, BigInt.asUintN(64, thread.mask), true)
}

function writeInfo(view: DataView, at: number, info: SignalInfo) {
  view.setInt32(at, info.signal, true)
  view.setInt32(at + 8, info.code, true)
  view.setBigUint64(at + 16, BigInt.asUintN(64, BigInt(info.address)), true)
  view.setBigUint64(at + 24, BigInt(info.value), true)
}

function writeFxsave(space: AddressSpace, at: number, record: number) {
  space.view.setUint16(at, 0x37f, true)
  space.view.setUint32(at + 24, 0x1f80, true)
  space.bytes.copyWithin(at + fxsaveVectors, record + threadRecord.vectors, record + threadRecord.vectors + 256)
}

/** rt_sigreturn: takes everything back from the frame, which the handler may have changed. False when it cannot be read. */
export function popSignalFrame(space: AddressSpace, thread: ThreadState): boolean {
  const { view } = space
  const { record } = thread
  // The handler's RET has taken the restorer's address off.
  const context = toAddress(view.getBigUint64(record + 32, true))
  const at = space.resolve(context, 304)
  if (at < 0) return false
  const greg = (index: number) => view.getBigUint64(at + gregsOffset + 8 * index, true)
  const fpstate = toAddress(view.getBigUint64(at + fpstatePointer, true))
  if (fpstate) {
    const from = space.resolve(fpstate, fxsaveSize)
    if (from < 0) return false
    space.bytes.copyWithin(record + threadRecord.vectors, from + fxsaveVectors, from + fxsaveVectors + 256)
  }
  gregs.forEach((register, i) => {
    view.setBigUint64(record + register * 8, greg(i), true)
  })
  view.setBigUint64(record + threadRecord.rip, greg(gregIndex.rip), true)
  writeFlags(space, record, greg(gregIndex.eflags))
  thread.mask = view.getBigUint64(at + maskOffset, true)
  return true
}

function alignDown(value: number, unit: number): number {
  return Math.floor(value / unit) * unit
}
