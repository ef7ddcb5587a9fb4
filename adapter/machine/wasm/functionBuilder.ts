// Collects the body of one wasm function: locals, structured control flow, statements. Branch depths are computed here.

import { type Code, Expression, type I32, unsigned, type ValueType, valueTypeCodes } from './expressions'

/** A block or loop one can branch to from inside. */
export interface Frame {
  readonly depth: number
}

/** A local variable; `get` may be used as often as one likes. */
export interface Local<T extends ValueType> {
  readonly index: number
  readonly get: Expression<T>
}

export class FunctionBuilder {
  private readonly body: (number | Code)[] = []
  private readonly localTypes: ValueType[] = []
  private readonly free = new Map<ValueType, Local<ValueType>[]>()
  private taken: { type: ValueType; local: Local<ValueType> }[] = []
  private depth = 0

  constructor(
    readonly parameters: readonly ValueType[],
    readonly results: readonly ValueType[],
  ) {}

  parameter<T extends ValueType>(index: number): Local<T> {
    return makeLocal(this.parameters[index] as T, index)
  }

  /** A new local, or one that `releaseLocals` gave back. */
  local<T extends ValueType>(type: T): Local<T> {
    const local = (this.free.get(type)?.pop() as Local<T> | undefined) ?? this.permanentLocal(type)
    this.taken.push({ type, local })
    return local
  }

  /** A local that `releaseLocals` leaves alone. */
  permanentLocal<T extends ValueType>(type: T): Local<T> {
    this.localTypes.push(type)
    return makeLocal(type, this.parameters.length + this.localTypes.length - 1)
  }

  /** Lets the locals made since the last call be used again, for bodies that hold many independent pieces. */
  releaseLocals() {
    for (const { type, local } of this.taken.reverse()) {
      const list = this.free.get(type)
      if (list) list.push(local)
      else this.free.set(type, [local])
    }
    this.taken = []
  }

  emit(code: Code) {
    this.body.push(code)
  }

  set<T extends ValueType>(local: Local<T>, value: Expression<T>) {
    this.body.push(value.code, 0x21, unsigned(local.index))
  }

  /** Evaluates once, now. */
  let<T extends ValueType>(value: Expression<T>): Expression<T> {
    const local = this.local(value.type)
    this.set(local, value)
    return local.get
  }

  if(condition: I32, then: () => void, otherwise?: () => void) {
    this.body.push(condition.code, 0x04, 0x40)
    this.depth++
    then()
    if (otherwise) {
      this.body.push(0x05)
      otherwise()
    }
    this.depth--
    this.body.push(0x0b)
  }

  block(inside: (frame: Frame) => void) {
    this.nest(0x02, inside)
  }

  loop(inside: (frame: Frame) => void) {
    this.nest(0x03, inside)
  }

  br(frame: Frame) {
    this.body.push(0x0c, unsigned(this.depth - frame.depth))
  }

  brIf(frame: Frame, condition: I32) {
    this.body.push(condition.code, 0x0d, unsigned(this.depth - frame.depth))
  }

  brTable(index: I32, frames: readonly Frame[], otherwise: Frame) {
    const depths = [...frames, otherwise].map(frame => unsigned(this.depth - frame.depth))
    this.body.push(index.code, 0x0e, unsigned(frames.length), depths)
  }

  return(...values: Expression<ValueType>[]) {
    this.body.push(
      values.map(value => value.code),
      0x0f,
    )
  }

  /** Puts code around the whole body so far. */
  wrap(before: Code, after: Code) {
    this.body.unshift(before)
    this.body.push(after)
  }

  unreachable() {
    this.body.push(0x00)
  }

  /** The function body as the code section wants it, without its length. */
  finish(): Code {
    const groups: [ValueType, number][] = []
    for (const type of this.localTypes) {
      const last = groups.at(-1)
      if (last?.[0] === type) last[1]++
      else groups.push([type, 1])
    }
    return [unsigned(groups.length), groups.map(([type, count]) => [...unsigned(count), valueTypeCodes[type]]), this.body, 0x0b]
  }

  private nest(opcode: number, inside: (frame: Frame) => void) {
    this.body.push(opcode, 0x40)
    this.depth++
    inside({ depth: this.depth })
    this.depth--
    this.body.push(0x0b)
  }
}

function makeLocal<T extends ValueType>(type: T, index: number): Local<T> {
  return { index, get: new Expression(type, [0x20, ...unsigned(index)]) }
}

/** The result of calling function `index` of the module. */
export function callFunction<T extends ValueType>(type: T, index: number, ...values: Expression<ValueType>[]): Expression<T> {
  return new Expression(type, [values.map(value => value.code), 0x10, unsigned(index)])
}

/** The result of calling the function at `element` of a table, whose signature is type `signature` of the module. */
export function callIndirect<T extends ValueType>(
  type: T,
  table: number,
  signature: number,
  element: I32,
  ...values: Expression<ValueType>[]
): Expression<T> {
  return new Expression(type, [values.map(value => value.code), element.code, 0x11, unsigned(signature), unsigned(table)])
}
