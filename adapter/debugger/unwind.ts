// This file turns a place where a goroutine is into the list of its frames, with frame sizes from the image.
//
// The same rules as the runtime's own unwinder (goroot/src/runtime/traceback.go): a frame's CFA is SP + delta + 8; the return address stands
// just below the CFA; where the runtime is on the system stack, the frames of g0 come first and then, past systemstack or morestack, those
// that the goroutine's sched remembers.
import type { ImageFunction } from '../image/image'
import { FunctionFlag } from '../image/records'
import type { Goroutine } from './runtime/goroutines'
import { currentG } from './runtime/goroutines'
import { StructReader } from './runtime/structs'
import { MemoryReader, type Target } from './target'

export interface Frame {
  readonly pc: number
  /** The pc to look lines and variables up with: that of the call, not of the instruction after it. */
  readonly lookupPc: number
  readonly sp: number
  /** Address above the return address: variables are found from here. */
  readonly cfa: number
  readonly function: ImageFunction | undefined
  readonly line: number
  /** The thread whose registers belong to the frame: only the innermost frame of a running goroutine has one. */
  readonly tid: number | undefined
  /** The frame is on a system stack. */
  readonly system: boolean
}

interface Place {
  readonly pc: number
  readonly sp: number
  readonly tid: number | undefined
  readonly g: number
}

/** Frames of a goroutine, innermost first, at most `limit`, and none behind the first that is the `last` wanted. */
export function unwindGoroutine(target: Target, goroutine: Goroutine, limit: number, last?: (frame: Frame) => boolean): Frame[] {
  const { tid } = goroutine
  if (tid !== undefined) {
    const onThread = currentG(target, tid)
    const pc = Number(target.register(tid, 'PC'))
    const sp = Number(target.register(tid, 'SP'))
    return unwind(target, { pc, sp, tid, g: onThread === 0 ? goroutine.address : onThread }, goroutine.address, limit, last)
  }
  return unwind(target, { ...goroutine.saved, tid: undefined, g: goroutine.address }, goroutine.address, limit, last)
}

/** Frames of a thread that works for no goroutine: the scheduler. */
export function unwindThread(target: Target, tid: number, limit: number): Frame[] {
  const pc = Number(target.register(tid, 'PC'))
  const sp = Number(target.register(tid, 'SP'))
  return unwind(target, { pc, sp, tid, g: currentG(target, tid) }, 0, limit)
}

function unwind(target: Target, start: Place, goroutine: number, limit: number, last?: (frame: Frame) => boolean): Frame[] {
  const memory = new MemoryReader(target)
  const { image } = target
  const frames: Frame[] = []
  let { pc, sp } = start
  let onGoroutine = start.g === goroutine
  let exact = true // pc is where execution is, not a return address
  const guard = new Set<number>()
  while (frames.length < limit) {
    let f = image.functionAt(pc)
    if (f === undefined && exact && frames.length === 0) {
      // A call of a nil function: the return address is on top of the stack.
      const caller = tryWord(memory, sp)
      frames.push({ pc, lookupPc: pc, sp, cfa: sp + 8, function: undefined, line: 0, tid: start.tid, system: !onGoroutine })
      if (caller === undefined) break
      pc = caller
      sp += 8
      exact = false
      continue
    }
    if (f === undefined) break
    const lookupPc = exact ? pc : pc - 1
    const cfa = sp + (image.spDeltaAt(lookupPc) ?? 0) + 8
    if (guard.has(cfa) && frames.length > 1) break
    guard.add(cfa)
    frames.push({
      pc,
      lookupPc,
      sp,
      cfa,
      function: f,
      line: image.lineAt(lookupPc),
      tid: frames.length === 0 ? start.tid : undefined,
      system: !onGoroutine,
    })
    if (last?.(frames.at(-1)!) === true) break
    if (
      !onGoroutine &&
      goroutine !== 0 &&
      (f.name === 'runtime.systemstack' || f.name === 'runtime.morestack' || f.name === 'runtime.mcall')
    ) {
      // The rest of the story is on the goroutine's own stack.
      const sched = new StructReader(target, 'runtime.g', goroutine).struct('sched')
      pc = sched.word('pc')
      sp = sched.word('sp')
      onGoroutine = true
      f = image.functionAt(pc)
      exact = f?.name === 'runtime.systemstack_switch'
      if (sp === 0) break
      continue
    }
    const interrupted = interruptedPlace(memory, f, cfa)
    if (interrupted !== undefined) {
      pc = interrupted.pc
      sp = interrupted.sp
      onGoroutine = interrupted.g === goroutine
      exact = true
      continue
    }
    if ((f.flags & (FunctionFlag.topFrame | FunctionFlag.writesSP)) !== 0) break
    const caller = tryWord(memory, cfa - 8)
    if (caller === undefined || caller === 0) break
    // sigpanic and asyncPreempt were called as if from the instruction they interrupted.
    exact = f.name === 'runtime.sigpanic' || f.name === 'runtime.asyncPreempt'
    pc = caller
    sp = cfa
  }
  return frames
}

/** For the handler that the kernel called: the registers it interrupted, from the ucontext above it. */
function interruptedPlace(memory: MemoryReader, f: ImageFunction, cfa: number): { pc: number; sp: number; g: number } | undefined {
  if (f.name !== 'runtime.sigtramp') return undefined
  // At entry of the handler SP points at the restorer's address, and the ucontext follows (linux/amd64 rt_sigframe).
  const context = cfa
  const offsets = { r14: 40 + 6 * 8, sp: 40 + 15 * 8, pc: 40 + 16 * 8 }
  try {
    return { pc: memory.word(context + offsets.pc), sp: memory.word(context + offsets.sp), g: memory.word(context + offsets.r14) }
  } catch {
    return undefined
  }
}

function tryWord(memory: MemoryReader, address: number): number | undefined {
  try {
    return memory.word(address)
  } catch {
    return undefined
  }
}

/** Whether a frame is part of the runtime: shown subtly. */
export function isRuntimeFrame(frame: Frame): boolean {
  const name = frame.function?.name
  // What the runtime does for other packages, such as sync.runtime_Semacquire, has their name.
  if (frame.function?.file.startsWith('/goroot/src/runtime/') === true) return true
  return name === undefined || /^(runtime|internal\/runtime\/[^.]*|internal\/abi)\./.test(name)
}

/** The first frame that is the user's own: what a goroutine is doing, in a person's words. */
export function userFrame(frames: readonly Frame[]): Frame | undefined {
  return frames.find(frame => !isRuntimeFrame(frame)) ?? frames[0]
}
