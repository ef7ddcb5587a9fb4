// System calls: Linux's numbers, arguments in DI SI DX R10 R8 R9, the result or a negative error in AX.
//
// A call returns its result, or `undefined` when it has arranged everything itself (blocked, exited, restored other registers).

import { toAddress } from '../../common/addresses'
import { next32 } from '../../common/random'
import { threadRecord } from '../memory/layout'
import type { Kernel } from './kernel'
import { mapMemory, protectMemory, unmapMemory } from './memoryMap'
import { cloneFlags, errno, processId, signalCodes, signals } from './numbers'
import { readFlags } from './registers'
import { popSignalFrame } from './signalFrames'
import type { ThreadState, TimerState } from './state'

/** The arguments of a call; `n` are rounded to numbers, which all but a few may be. */
interface Call {
  readonly kernel: Kernel
  readonly thread: ThreadState
  readonly n: readonly number[]
  readonly raw: readonly bigint[]
}

type SystemCall = (call: Call) => number | undefined

/** 2009-11-10 23:00:00 UTC, the moment Go's playground lives in. */
const bootTime = 1_257_894_000

const argumentRegisters = [7, 6, 2, 10, 8, 9]

/** Does the system call the thread has just executed the SYSCALL of. */
export function systemCall(kernel: Kernel, thread: ThreadState) {
  const { view } = kernel.space
  const { record } = thread
  const number = view.getUint32(record, true)
  const raw = argumentRegisters.map(register => view.getBigUint64(record + 8 * register, true))
  view.setBigUint64(record + 8, view.getBigUint64(record + threadRecord.rip, true), true)
  view.setBigUint64(record + 8 * 11, readFlags(kernel.space, record), true)
  const call = calls[number]
  const result = call ? call({ kernel, thread, raw, n: raw.map(toAddress) }) : -errno.ENOSYS
  if (result !== undefined) kernel.setResult(thread, result)
}

const calls: Record<number, SystemCall> = {
  0: read,
  1: write,
  3: ({ n }) => (n[0] <= 2 ? 0 : -errno.EBADF),
  9: ({ kernel, n }) => mapMemory(kernel.state, kernel.space, n[0], n[1], n[2], n[3]),
  10: ({ kernel, n }) => protectMemory(kernel.space, n[0], n[1], n[2]),
  11: ({ kernel, n }) => unmapMemory(kernel.state, kernel.space, n[0], n[1]),
  13: signalAction,
  14: signalMask,
  15: ({ kernel, thread }) => {
    if (!popSignalFrame(kernel.space, thread)) kernel.die(thread, signals.SIGSEGV)
    return undefined
  },
  24: schedYield,
  28: advise,
  35: nanosleep,
  38: setItimer,
  39: () => processId,
  56: clone,
  60: ({ kernel, thread, n }) => {
    kernel.exitThread(thread, n[0] & 0xff)
    return undefined
  },
  62: ({ kernel, n }) => {
    const target = n[0] === processId || n[0] === 0 ? kernel.receiver() : undefined
    return target ? send(kernel, target, n[1], signalCodes.SI_USER) : -errno.ESRCH
  },
  72: ({ n }) => (n[0] <= 2 ? 0 : -errno.EBADF),
  131: alternateStack,
  158: ({ kernel, thread, n }) => {
    const ARCH_SET_FS = 0x1002
    if (n[0] !== ARCH_SET_FS) return -errno.EINVAL
    kernel.space.view.setBigUint64(thread.record + threadRecord.fsBase, BigInt(n[1]), true)
    return 0
  },
  186: ({ thread }) => thread.tid,
  200: ({ kernel, n }) => signalThread(kernel, n[0], n[1]),
  202: futex,
  204: affinity,
  222: timerCreate,
  223: timerSetTime,
  226: ({ kernel, n }) => {
    const before = kernel.state.timers.length
    kernel.state.timers = kernel.state.timers.filter(timer => timer.id !== (n[0] | 0) || timer.id <= 0)
    return kernel.state.timers.length < before ? 0 : -errno.EINVAL
  },
  228: clockGetTime,
  231: ({ kernel, n }) => {
    kernel.state.ending ??= { reason: 'exited', code: n[0] & 0xff }
    return undefined
  },
  234: ({ kernel, n }) => signalThread(kernel, n[1], n[2]),
  // openat: there are no files.
  257: () => -errno.ENOENT,
  318: getRandom,
}

function read({ kernel, thread, n }: Call): number | undefined {
  const [fd, buffer, length] = n
  if (fd !== 0) return -errno.EBADF
  const { input } = kernel.state
  const available = Math.min(length, input.bytes.length - input.position)
  if (available === 0 && length > 0 && input.open) {
    // Comes back to the SYSCALL itself when there is something to read.
    const { view } = kernel.space
    const rip = thread.record + threadRecord.rip
    view.setBigUint64(rip, view.getBigUint64(rip, true) - 2n, true)
    kernel.block(thread, 'input')
    return undefined
  }
  if (!kernel.space.write(buffer, input.bytes.subarray(input.position, input.position + available))) return -errno.EFAULT
  input.position += available
  return available
}

function write({ kernel, n }: Call): number {
  const [fd, buffer, length] = n
  if (fd !== 1 && fd !== 2) return -errno.EBADF
  const bytes = kernel.space.read(buffer, length)
  if (!bytes || bytes.length < length) return -errno.EFAULT
  if (length) kernel.options.onOutput(fd, bytes, kernel.state.tick)
  return length
}

function signalAction({ kernel, n }: Call): number {
  const [signal, fresh, old] = n
  const { space, state } = kernel
  if (signal < 1 || signal > 64 || n[3] !== 8) return -errno.EINVAL
  const current = state.actions[signal] ?? { handler: 0, flags: 0, restorer: 0, mask: 0n }
  if (old) {
    const words = [BigInt(current.handler), BigInt(current.flags), BigInt(current.restorer), current.mask]
    if (!words.every((word, i) => space.writeU64(old + 8 * i, word))) return -errno.EFAULT
  }
  if (fresh) {
    if (space.resolve(fresh, 32) < 0) return -errno.EFAULT
    state.actions[signal] = {
      handler: space.readWord(fresh)!,
      flags: space.readWord(fresh + 8)!,
      restorer: space.readWord(fresh + 16)!,
      mask: space.readU64(fresh + 24)!,
    }
  }
  return 0
}

function signalMask({ kernel, thread, n }: Call): number {
  const [how, fresh, old] = n
  const { space } = kernel
  if (old && !space.writeU64(old, thread.mask)) return -errno.EFAULT
  if (!fresh) return 0
  const set = space.readU64(fresh)
  if (set === undefined) return -errno.EFAULT
  if (how === 0) thread.mask |= set
  else if (how === 1) thread.mask &= ~set
  else if (how === 2) thread.mask = set
  else return -errno.EINVAL
  return 0
}

function alternateStack({ kernel, thread, n }: Call): number {
  const [fresh, old] = n
  const { space } = kernel
  const { altStack } = thread
  const disabled = 2
  if (old) {
    if (space.resolve(old, 24, true) < 0) return -errno.EFAULT
    space.writeU64(old, BigInt(altStack.sp))
    space.writeU64(old + 8, BigInt(altStack.size ? altStack.flags : disabled))
    space.writeU64(old + 16, BigInt(altStack.size))
  }
  if (fresh) {
    if (space.resolve(fresh, 24) < 0) return -errno.EFAULT
    const flags = space.readU32(fresh + 8)!
    thread.altStack =
      flags & disabled ? { sp: 0, size: 0, flags: disabled } : { sp: space.readWord(fresh)!, flags, size: space.readWord(fresh + 16)! }
  }
  return 0
}

function schedYield({ kernel, thread }: Call): number {
  const { state } = kernel
  // Others that wait for a core get it; on a core of its own the thread just ends its turn.
  if (state.queue.length) {
    kernel.leaveCore(thread)
    kernel.enqueue(thread)
  } else if (state.turn?.tid === thread.tid) state.turn = undefined
  return 0
}

function advise({ kernel, n }: Call): number {
  const DONTNEED = 4
  const heapRegion = 0xc000000000
  if (n[2] === DONTNEED && n[0] >= heapRegion) kernel.space.clearHeap(n[0], n[1])
  return 0
}

function readTimespec(kernel: Kernel, address: number, unitsPerSecond = 1e9): number | undefined {
  const seconds = kernel.space.readWord(address)
  const rest = kernel.space.readWord(address + 8)
  return seconds === undefined || rest === undefined ? undefined : seconds * 1e9 + rest * (1e9 / unitsPerSecond)
}

// Linux rounds sleeps up by this much unless told otherwise (timer slack).
const sleepSlack = 50_000

function nanosleep({ kernel, thread, n }: Call): number | undefined {
  const duration = readTimespec(kernel, n[0])
  if (duration === undefined) return -errno.EFAULT
  kernel.setResult(thread, 0)
  kernel.block(thread, 'sleep', kernel.state.clock + duration + sleepSlack)
  return undefined
}

function futex({ kernel, thread, n }: Call): number | undefined {
  const [address, operation, value, timeout] = n
  const PRIVATE_AND_CLOCK = 0x180
  const kind = operation & ~PRIVATE_AND_CLOCK
  if (kind === 1) return kernel.wakeFutex(address, value | 0)
  if (kind !== 0) return -errno.ENOSYS
  const current = kernel.space.readU32(address)
  if (current === undefined) return -errno.EFAULT
  if (current !== value >>> 0) return -errno.EAGAIN
  let until = Number.POSITIVE_INFINITY
  if (timeout) {
    const duration = readTimespec(kernel, timeout)
    if (duration === undefined) return -errno.EFAULT
    until = kernel.state.clock + duration
  }
  thread.futex = address
  kernel.block(thread, 'futex', until)
  return undefined
}

function clone({ kernel, thread, n }: Call): number {
  const [flags, stack, parentTid, childTid, tls] = n
  const { space } = kernel
  const child = kernel.addThread()
  if (!child) return -errno.EAGAIN
  space.bytes.copyWithin(child.record, thread.record, thread.record + threadRecord.size)
  space.view.setBigUint64(child.record + 32, BigInt(stack), true)
  kernel.setResult(child, 0)
  if (flags & cloneFlags.SETTLS) space.view.setBigUint64(child.record + threadRecord.fsBase, BigInt(tls), true)
  if (flags & cloneFlags.PARENT_SETTID) space.writeU32(parentTid, child.tid)
  if (flags & cloneFlags.CHILD_SETTID) space.writeU32(childTid, child.tid)
  if (flags & cloneFlags.CHILD_CLEARTID) child.clearTid = childTid
  child.mask = thread.mask
  kernel.wake(child)
  return child.tid
}

function send(kernel: Kernel, target: ThreadState, signal: number, code: number): number {
  if (signal < 0 || signal > 64) return -errno.EINVAL
  if (signal) kernel.send(target, { signal, code, address: processId, value: 0, trap: 0 })
  return 0
}

function signalThread(kernel: Kernel, tid: number, signal: number): number {
  const target = kernel.thread(tid)
  return target && target.condition !== 'exited' ? send(kernel, target, signal, signalCodes.SI_TKILL) : -errno.ESRCH
}

function affinity({ kernel, n }: Call): number {
  if (n[1] < 8) return -errno.EINVAL
  return kernel.space.writeU64(n[2], (1n << BigInt(kernel.state.cores.length)) - 1n) ? 8 : -errno.EFAULT
}

function clockGetTime({ kernel, thread, n }: Call): number {
  const { state, space } = kernel
  const REALTIME = 0
  const PROCESS_CPU = 2
  const THREAD_CPU = 3
  const which = n[0]
  const time = which === PROCESS_CPU ? state.tick : which === THREAD_CPU ? thread.ticks : state.clock
  const seconds = Math.floor(time / 1e9) + (which === REALTIME || which === 5 ? bootTime - 1 : 0)
  return space.writeU64(n[1], BigInt(seconds)) && space.writeU64(n[1] + 8, BigInt(time % 1e9)) ? 0 : -errno.EFAULT
}

/** setitimer: timers with the ids 0 (real) and -2 (profiling); timer_create's begin at 1. */
function setItimer({ kernel, n }: Call): number {
  const [which, fresh, old] = n
  if (which !== 0 && which !== 2) return -errno.EINVAL
  const interval = readTimespec(kernel, fresh, 1e6)
  const delay = readTimespec(kernel, fresh + 16, 1e6)
  if (interval === undefined || delay === undefined) return -errno.EFAULT
  const id = which === 0 ? 0 : -2
  let timer = kernel.state.timers.find(other => other.id === id)
  if (!timer) {
    const kind = which === 0 ? 'real' : 'process'
    const signal = which === 0 ? signals.SIGALRM : signals.SIGPROF
    timer = { id, kind, tid: 0, signal, code: signalCodes.SI_KERNEL, value: 0, interval: 0, next: Number.POSITIVE_INFINITY }
    kernel.state.timers.push(timer)
  }
  if (old && !writeTimerValue(kernel, timer, old, 1000)) return -errno.EFAULT
  kernel.arm(timer, delay, interval)
  return 0
}

function timerCreate({ kernel, thread, n }: Call): number {
  const [clock, event, idAddress] = n
  const { space, state } = kernel
  const SIGEV_SIGNAL = 0
  const SIGEV_THREAD_ID = 4
  let value = 0
  let signal: number = signals.SIGALRM
  let tid = 0
  if (event) {
    if (space.resolve(event, 20) < 0) return -errno.EFAULT
    value = space.readWord(event)!
    signal = space.readU32(event + 8)!
    const notify = space.readU32(event + 12)!
    if (notify === SIGEV_THREAD_ID) tid = space.readU32(event + 16)!
    else if (notify !== SIGEV_SIGNAL) return -errno.EINVAL
  }
  const THREAD_CPU = 3
  const PROCESS_CPU = 2
  const kind: TimerState['kind'] = (clock | 0) === THREAD_CPU || (clock | 0) < 0 ? 'thread' : clock === PROCESS_CPU ? 'process' : 'real'
  const id = state.nextTimer++
  if (!space.writeU32(idAddress, id)) return -errno.EFAULT
  if (kind === 'thread' && !tid) tid = thread.tid
  state.timers.push({ id, kind, tid, signal, code: signalCodes.SI_TIMER, value, interval: 0, next: Number.POSITIVE_INFINITY })
  return 0
}

function timerSetTime({ kernel, n }: Call): number {
  const [id, , fresh, old] = n
  const timer = kernel.state.timers.find(other => other.id === (id | 0) && other.id > 0)
  if (!timer) return -errno.EINVAL
  const interval = readTimespec(kernel, fresh)
  const delay = readTimespec(kernel, fresh + 16)
  if (interval === undefined || delay === undefined) return -errno.EFAULT
  if (old && !writeTimerValue(kernel, timer, old, 1)) return -errno.EFAULT
  kernel.arm(timer, delay, interval)
  return 0
}

function writeTimerValue(kernel: Kernel, timer: TimerState, address: number, unit: number): boolean {
  const left = timer.next === Number.POSITIVE_INFINITY ? 0 : Math.max(1, timer.next - kernel.timeOf(timer))
  return [timer.interval, left].every(
    (time, i) =>
      kernel.space.writeU64(address + 16 * i, BigInt(Math.floor(time / 1e9))) &&
      kernel.space.writeU64(address + 16 * i + 8, BigInt(Math.floor((time % 1e9) / unit))),
  )
}

function getRandom({ kernel, n }: Call): number {
  const [buffer, length] = n
  const count = Math.min(length, 256)
  const bytes = Uint8Array.from({ length: count }, () => next32(kernel.state.random.kernel) & 0xff)
  return kernel.space.write(buffer, bytes) ? count : -errno.EFAULT
}
