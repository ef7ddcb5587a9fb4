// This file makes the program call one of its functions, at the debugger's wish, and takes the results.
//
// It is made to look as if the interrupted function had called runtime.debugCall, and that the function: so stacks grow, panics unwind and
// the collector runs as ever. By default all this happens in a moment that is then taken back: time stays as it was, whatever the call did.
// With `keep` the call becomes part of the program's run.
import { hexAddress } from '../../common/addresses'
import { concatenate, fromUtf8, word64 } from '../../common/bytes'
import type { PassedRecord } from '../../image/records'
import type { PreparedCall } from '../evaluate/calls'
import { EvaluateError } from '../evaluate/operand'
import type { LiveTarget, Stop } from '../liveTarget'
import { goroutineOfThread } from '../runtime/goroutines'
import { layoutOf } from '../runtime/structs'
import { MemoryReader } from '../target'
import { Loader } from '../values/loader'
import type { Value } from '../values/value'

/** What a call came to. */
export interface CallResult {
  /** The results; their bytes are copies, what they point to is as the call left it only while `finish` runs. */
  readonly results: readonly Value[]
  /** What the call printed. */
  readonly output: string
}

export interface CallOptions {
  /** Instructions after which the call is given up. */
  readonly ticks: number
  /** Do not take the call back. */
  readonly keep: boolean
}

const general = ['AX', 'CX', 'DX', 'BX', 'SP', 'BP', 'SI', 'DI', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15']
const room = 1024 // what debugCall takes off SP
const argumentArea = 256
const needed = room + 1200 // and what functions without a stack check may use below

/** Calls a function on a thread that executes code of a goroutine. `finish` reads the results before the call is taken back. Throws EvaluateError. */
export function callFunction<T>(
  target: LiveTarget,
  tid: number,
  call: PreparedCall,
  options: CallOptions,
  finish: (result: CallResult) => T,
): T {
  if (options.keep) {
    const injection = new Injection(target, tid, call, target)
    if (!injection.betweenStatements) throw new EvaluateError('a call can be kept only where a statement begins')
    const result = finish(injection.run(options.ticks))
    injection.leave(options.ticks)
    return result
  }
  if (!target.timeline.recording)
    throw new EvaluateError('nothing is recorded, so a call could not be taken back (launch attribute timeTravel); use `call -keep`')
  return target.experiment(port => finish(new Injection(target, tid, call, port).run(options.ticks)))
}

/** How the program is changed and run: for good, or to be taken back. */
type Port = Pick<LiveTarget, 'write' | 'setRegister' | 'run'>

class Injection {
  private readonly loader: Loader
  private readonly memory: MemoryReader
  private readonly g: number
  private readonly pc: number
  private readonly oldSp: number
  private readonly sp: number
  private scratch: number

  constructor(
    private readonly target: LiveTarget,
    private readonly tid: number,
    private readonly call: PreparedCall,
    private readonly port: Port,
  ) {
    this.loader = new Loader(target)
    this.memory = new MemoryReader(target)
    this.g = goroutineOfThread(target, tid)
    this.pc = Number(target.register(tid, 'PC'))
    this.oldSp = Number(target.register(tid, 'SP'))
    this.sp = this.oldSp - 8 - room
    this.scratch = this.sp + argumentArea
    const stack = this.g === 0 ? undefined : this.stack()
    if (stack === undefined || this.oldSp <= stack.lo || this.oldSp > stack.hi || Number(target.register(tid, 'R14')) !== this.g)
      throw new EvaluateError('functions can be called only where a goroutine executes code on its own stack')
    if (this.oldSp - needed < stack.lo)
      throw new EvaluateError('there is not enough room on the stack for a call here; step on and try again')
  }

  private stack(): { lo: number; hi: number } {
    const at = this.g + layoutOf(this.target, 'runtime.g').offset('stack')
    return { lo: this.memory.word(at), hi: this.memory.word(at + 8) }
  }

  run(ticks: number): CallResult {
    const { target, tid, call, port } = this
    const { machine, image } = target
    const trampoline = image.functionNamed('runtime.debugCall')
    if (trampoline === undefined) throw new EvaluateError('the program has no runtime.debugCall')
    // SUBQ $1024, SP is 7 bytes, CALL R12 3; behind it the results are taken.
    const callAt = trampoline.entry + 7
    const trap = callAt + 3
    this.placeArguments()
    port.write(this.oldSp - 8, word64(this.pc))
    port.setRegister(tid, 'SP', BigInt(this.sp))
    port.setRegister(tid, 'DX', BigInt(call.closure))
    port.setRegister(tid, 'R12', BigInt(call.function.entry))
    port.setRegister(tid, 'PC', BigInt(callAt))
    const output: Uint8Array[] = []
    const { onOutput } = machine
    machine.onOutput = (fd, bytes, tick) => {
      output.push(bytes.slice())
      onOutput(fd, bytes, tick)
    }
    try {
      const stop = this.runTo(trap, this.stack().hi - this.sp, ticks)
      const text = fromUtf8(concatenate(output))
      if (stop.reason !== 'breakpoint') throw new EvaluateError(failure(call.function.name, stop, ticks, text))
      return { results: call.signature.results.map(result => this.result(stop.tid, result)), output: text }
    } finally {
      machine.onOutput = onOutput
    }
  }

  /** Runs until this goroutine is at an address with its SP so far from the top of the stack: it may have moved, to another thread too. */
  private runTo(address: number, depth: number, ticks: number): Stop {
    const { target, port } = this
    const { machine } = target
    const filter = machine.breakpointFilter
    machine.breakpointFilter = (thread, at) =>
      at === address && goroutineOfThread(target, thread) === this.g && this.stack().hi - Number(target.register(thread, 'SP')) === depth
    const others = machine.hasBreakpoint(address)
    machine.setBreakpoint(address)
    try {
      return port.run(ticks)
    } finally {
      if (!others) machine.clearBreakpoint(address)
      machine.breakpointFilter = filter
    }
  }

  /** Whether the interrupted function is between two statements: nothing of it is in registers then. */
  get betweenStatements(): boolean {
    const f = this.target.image.functionAt(this.pc)
    return f?.statements.includes(this.pc - f.entry) === true
  }

  /** Returns to the interrupted code, after a call that is kept. */
  leave(ticks: number): void {
    this.runTo(this.pc, this.stack().hi - this.oldSp, ticks)
    this.target.machine.passBreakpoint()
  }

  private placeArguments(): void {
    const { params } = this.call.signature
    this.call.args.forEach((arg, i) => {
      const passed = params[i]!
      const bytes = Array.isArray(arg) ? this.sliceOf(arg as readonly Value[], passed.type) : this.bytesOf(arg as Value, passed.type)
      this.place(passed, bytes)
    })
  }

  private place(passed: PassedRecord, bytes: Uint8Array): void {
    const { port, tid } = this
    if (passed.parts === undefined) {
      if (passed.offset + bytes.length > argumentArea) throw new EvaluateError('the arguments take too much room for a call from here')
      port.write(this.sp + passed.offset, bytes)
      return
    }
    for (const [register, offset, size] of passed.parts) {
      let value = 0n
      for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i]!)
      port.setRegister(tid, register < 16 ? general[register]! : `X${register - 16}`, value)
    }
  }

  /** An argument as the bytes of its parameter: texts and what interfaces hold are put where the call finds them. */
  private bytesOf(value: Value, type: string): Uint8Array {
    const record = this.loader.types.record(type)
    if (record?.kind === 'interface' && value.type !== type) return this.boxed(value, type, record.methods ?? [])
    if (value.content !== undefined) return concatenate([word64(this.keep(value.content, 1)), word64(value.content.length)])
    return this.loader.bytes(value).subarray(0, record?.size).slice()
  }

  private sliceOf(values: readonly Value[], type: string): Uint8Array {
    const elem = this.loader.types.record(type)!.elem!
    const parts = values.map(value => this.bytesOf(value, elem))
    return concatenate([word64(parts.length === 0 ? 0 : this.keep(concatenate(parts), 8)), word64(parts.length), word64(parts.length)])
  }

  private boxed(value: Value, type: string, methods: readonly string[]): Uint8Array {
    const { image } = this.target
    const symbol = methods.length === 0 ? `type:${value.type}` : `go:itab.${value.type},${type}`
    const table = image.symbols.get(symbol)?.address
    if (table === undefined)
      throw new EvaluateError(
        `a ${this.loader.types.name(value.type)} can not become a ${this.loader.types.name(type)} here: the program never makes one`,
      )
    const descriptor = methods.length === 0 ? table : this.memory.word(table + 8)
    const bytes = this.bytesOf(value, value.type)
    // abi.Type.Kind_ with the bit that says the data word is the value itself.
    const direct = (this.memory.u8(descriptor + 23) & 32) !== 0
    return concatenate([word64(table), direct ? bytes.subarray(0, 8) : word64(value.address ?? this.keep(bytes, 8))])
  }

  /** Puts bytes into the frame of debugCall; they live as long as the call. */
  private keep(bytes: Uint8Array, align: number): number {
    const at = Math.ceil(this.scratch / align) * align
    if (at + bytes.length > this.sp + room) throw new EvaluateError('the arguments take too much room for a call from here')
    this.scratch = at + bytes.length
    this.port.write(at, bytes)
    return at
  }

  private result(tid: number, passed: PassedRecord): Value {
    const { target } = this
    const { type } = passed
    const size = this.loader.types.size(type)
    if (passed.parts === undefined)
      return { type, bytes: this.memory.bytes(Number(target.register(tid, 'SP')) + passed.offset, size).slice() }
    const bytes = new Uint8Array(size)
    for (const [register, offset, width] of passed.parts) {
      let value = target.register(tid, register < 16 ? general[register]! : `X${register - 16}`)
      for (let i = 0; i < width; i++, value >>= 8n) bytes[offset + i] = Number(value & 0xffn)
    }
    return { type, bytes }
  }
}

function failure(name: string, stop: Stop, ticks: number, output: string): string {
  switch (stop.reason) {
    case 'budget':
      return `${name} has not returned within ${ticks.toLocaleString('en-US')} instructions`
    case 'exited':
    case 'signaled': {
      const line = output.split('\n').find(text => text.startsWith('panic:') || text.startsWith('fatal error:'))
      return `${name} ended the program${line === undefined ? '' : `: ${line}`}`
    }
    case 'stuck':
      return `${name} waits for something that never comes`
    case 'waitingForInput':
      return `${name} waits for standard input`
    default:
      return `${name} was stopped: ${stop.reason} ${'address' in stop ? hexAddress(stop.address) : ''}`.trim()
  }
}
