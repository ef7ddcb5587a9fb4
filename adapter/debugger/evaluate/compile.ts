// This file compiles Go expressions for one place of a program: an expression and a pc become closures that read registers and memory directly.
//
// At one pc everything static is known: which variables are in scope, how far from SP they live, their types. So names are looked up and types
// checked once, with the words the evaluator has for what is wrong, and what is left to do at run time is to read numbers. The subset: integers,
// floats, bools, strings, pointers and nil; variables, fields, dereferences, elements, len and cap, conversions between numbers, all operators.
// The rest is `Unsupported` and left to the evaluator, and so is every evaluation that bails (see rawState.ts): the two always agree.
import type { CallExpr, Expr, IndexExpr, SelectorExpr } from '../../compiler/syntax/nodes'
import { unquoteChar, unquoteString } from '../../compiler/types/bytes'
import { bigintOf, constantFromNumber, makeByteString, makeInt } from '../../compiler/types/constant'
import type { TypeRecord } from '../../image/records'
import { layoutOf } from '../runtime/structs'
import type { Target } from '../target'
import type { Frame } from '../unwind'
import { Loader } from '../values/loader'
import { recordsInScope } from '../values/scopes'
import { binaryNode, lengthNode, unaryNode } from './compiledOperators'
import { lookupMember, packagePath } from './identifiers'
import { EvaluateError, type Operand } from './operand'
import { type RawState, registerNames } from './rawState'
import { findField } from './selectors'
import { type TypeScope, typeOf } from './typeExpressions'

/** What compiled expressions cannot do: the evaluator can, or says why not. */
export class Unsupported extends Error {}

export type NumberReader = (state: RawState) => number

/** An expression at run time. What is static about it stands beside the closures. */
export type Node =
  /** Constants, nil, types and packages: as the evaluator has them. */
  | { readonly kind: 'static'; readonly operand: Operand }
  /** Of any type, in memory. */
  | { readonly kind: 'place'; readonly type: string; readonly address: NumberReader }
  /** An integer, a pointer or another word; of a bool 0 or 1; a float. */
  | { readonly kind: 'number'; readonly type: string; readonly read: NumberReader }
  /** The untyped result of a comparison. */
  | { readonly kind: 'truth'; readonly read: (state: RawState) => boolean }

/** The place of the code an expression is compiled for. */
export interface CompileContext {
  readonly target: Target
  /** With exact pc; its sp and cfa are not looked at, only what is static. */
  readonly pc: number
}

/** Compiles an expression. Throws EvaluateError for what can never be evaluated here (with `column`), Unsupported for what only the evaluator can do. */
export function compileExpression(expr: Expr, context: CompileContext): Node {
  return new Compiler(context).compile(expr)
}

/** An error with the place in the expression, counted from 1, that is wrong. */
export class CompileError extends EvaluateError {
  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message)
  }
}

/** Kinds whose values are one word: addresses. */
export const wordKinds: ReadonlySet<string> = new Set(['pointer', 'unsafe.Pointer', 'chan', 'map', 'func'])

class Compiler {
  readonly loader: Loader
  private readonly scope: TypeScope
  private readonly frame: Frame | undefined

  constructor(private readonly context: CompileContext) {
    const { target, pc } = context
    this.loader = new Loader(target)
    const f = target.image.functionAt(pc)
    this.frame =
      f === undefined
        ? undefined
        : { pc, lookupPc: pc, sp: 0, cfa: 0, function: f, line: target.image.lineAt(pc), tid: undefined, system: false }
    const pkg = f?.package ?? 'main'
    this.scope = { types: this.loader.types, package: pkg, packagePath: name => packagePath(target.image, name, pkg) }
  }

  compile(expr: Expr): Node {
    try {
      return this.node(expr)
    } catch (error) {
      // The innermost expression that fails is the one to blame.
      if (error instanceof EvaluateError && !(error instanceof CompileError)) throw new CompileError(error.message, expr.pos)
      throw error
    }
  }

  private node(expr: Expr): Node {
    switch (expr.kind) {
      case 'ParenExpr':
        return this.compile(expr.x)
      case 'BasicLit':
        if (expr.literal === 'string') return fixed({ kind: 'constant', constant: makeByteString(unquoteString(expr.text)) })
        if (expr.literal === 'char') return fixed({ kind: 'constant', constant: makeInt(unquoteChar(expr.text)), rune: true })
        if (expr.literal === 'imaginary') throw new EvaluateError('complex constants are not supported')
        return fixed({ kind: 'constant', constant: constantFromNumber(expr.text) })
      case 'Ident':
        return this.identifier(expr.name)
      case 'SelectorExpr':
        return this.selector(expr)
      case 'IndexExpr':
        return this.index(expr)
      case 'StarExpr':
        return this.star(expr.x)
      case 'UnaryExpr':
        if (expr.op === '<-' || expr.op === '~') throw new EvaluateError(`operator ${expr.op} is not supported`)
        if (expr.op === '&') {
          const place = this.compile(expr.x)
          if (place.kind !== 'place') throw new Unsupported()
          return { kind: 'number', type: `*${place.type}`, read: place.address }
        }
        return unaryNode(this.loader, expr.op, this.compile(expr.x))
      case 'BinaryExpr':
        return binaryNode(this.loader, expr.op, this.compile(expr.x), this.compile(expr.y))
      case 'CallExpr':
        return this.call(expr)
      default: {
        const type = typeOf(expr, this.scope)
        if (type !== undefined) return fixed({ kind: 'type', type })
        throw new Unsupported()
      }
    }
  }

  // ----------------------------------------------------------------------------------------------------------------- names

  private identifier(name: string): Node {
    const found = this.variable(name) ?? this.member(this.scope.package, name)
    if (found !== undefined) return found
    if (name === 'true' || name === 'false') return fixed({ kind: 'constant', constant: { kind: 'bool', value: name === 'true' } })
    if (name === 'nil') return fixed({ kind: 'nil' })
    const register = /^_[A-Z]/.test(name) ? this.register(name.slice(1)) : undefined
    if (register !== undefined) return register
    const type = typeOf({ kind: 'Ident', name, pos: 0, end: 0 }, this.scope)
    if (type !== undefined) return fixed({ kind: 'type', type })
    const path = this.scope.packagePath(name)
    if (path !== undefined) return fixed({ kind: 'package', path })
    throw new EvaluateError(`could not find symbol value for ${name}`)
  }

  private variable(name: string): Node | undefined {
    const { frame } = this
    if (frame?.function === undefined) return undefined
    const record = recordsInScope(frame)
      .filter(candidate => candidate.name === name)
      .at(-1)
    if (record === undefined) return undefined
    const { pc } = this.context
    // Before the end of the prologue a variable has no home yet: the evaluator says so.
    if (pc < frame.function.entry + frame.function.prologueEnd) throw new Unsupported()
    const distance = (this.context.target.image.spDeltaAt(pc) ?? 0) + 8 + record.cfa
    const home: NumberReader = state => state.sp + distance
    return { kind: 'place', type: record.type, address: record.indirect ? state => state.u64(home(state)) : home }
  }

  private member(path: string, name: string): Node | undefined {
    const operand = lookupMember(this.loader, path, name)
    if (operand === undefined || operand.kind !== 'value') return operand === undefined ? undefined : fixed(operand)
    const { value } = operand
    if (value.shown !== undefined) throw new Unsupported()
    if (value.address === undefined) return fixed(operand)
    const { address } = value
    return { kind: 'place', type: value.type, address: () => address }
  }

  private register(name: string): Node {
    const known = /^R[A-Z]{2}$/.test(name) ? name.slice(1) : name
    const number = registerNames.indexOf(known)
    if (known === 'PC' || known === 'IP') return { kind: 'number', type: 'uint64', read: state => state.pc }
    if (number < 0) throw new Unsupported()
    return { kind: 'number', type: 'uint64', read: state => state.register(8 * number) }
  }

  private selector(expr: SelectorExpr): Node {
    const { x, sel } = expr
    if (x.kind === 'Ident' && this.variable(x.name) === undefined) {
      const path = this.scope.packagePath(x.name)
      const own = path === undefined ? undefined : lookupMember(this.loader, this.scope.package, x.name)
      if (path !== undefined && (own === undefined || (own.kind === 'value' && own.value.shown !== undefined))) {
        if (path === 'runtime' && sel.name === 'curg') return { kind: 'number', type: '*runtime.g', read: state => state.goroutine() }
        const member = this.member(path, sel.name)
        if (member !== undefined) return member
        if (this.loader.types.record(`${path}.${sel.name}`) !== undefined) return fixed({ kind: 'type', type: `${path}.${sel.name}` })
        throw new EvaluateError(`could not find symbol value for ${x.name}.${sel.name}`)
      }
    }
    let holder = this.structOf(this.compile(x))
    const path = findField(this.loader, holder.type, sel.name)
    if (path === undefined) {
      const text = x.kind === 'Ident' ? x.name : 'expression'
      throw new EvaluateError(`${text} has no member ${sel.name}`)
    }
    let field: Place | undefined
    for (const step of path) {
      if (field !== undefined) holder = this.structOf(field)
      const record = this.loader.types.record(holder.type)!.fields!.find(candidate => candidate.name === step)!
      const { address } = holder
      const { offset } = record
      field = { kind: 'place', type: record.type, address: offset === 0 ? address : state => address(state) + offset }
    }
    return field!
  }

  /** The struct a node is, or points to. */
  private structOf(node: Node): Place {
    const record = this.recordOf(node)
    if (record?.kind === 'struct' && node.kind === 'place') return node
    if (record?.kind === 'pointer' && this.loader.types.record(record.elem!)?.kind === 'struct') return this.pointee(node, record)
    // Interfaces hold what only the run tells.
    throw new Unsupported()
  }

  private recordOf(node: Node): TypeRecord | undefined {
    return node.kind === 'place' || node.kind === 'number' ? this.loader.types.record(node.type) : undefined
  }

  private pointee(node: Node, { elem }: TypeRecord): Place {
    const read = this.word(node)
    return { kind: 'place', type: elem!, address: state => read(state) || state.bail() }
  }

  /** The first word of a value: of pointers, maps, channels, slices. */
  private word(node: Node): NumberReader {
    if (node.kind === 'number') return node.read
    if (node.kind !== 'place') throw new Unsupported()
    const { address } = node
    return state => state.u64(address(state))
  }

  private star(x: Expr): Node {
    const node = this.compile(x)
    if (node.kind === 'static' && node.operand.kind === 'type') return fixed({ kind: 'type', type: `*${node.operand.type}` })
    const record = this.recordOf(node)
    if (record?.kind !== 'pointer') throw new Unsupported()
    return this.pointee(node, record)
  }

  private index(expr: IndexExpr): Node {
    if (expr.indices.length !== 1) throw new EvaluateError('more than one index')
    let x = this.compile(expr.x)
    const i = this.integer(this.compile(expr.indices[0]!))
    let record = this.recordOf(x)
    if (record?.kind === 'pointer' && this.loader.types.record(record.elem!)?.kind === 'array') {
      x = this.pointee(x, record)
      record = this.recordOf(x)
    }
    if (x.kind !== 'place' || record === undefined) throw new Unsupported()
    const { address } = x
    const size = record.elem === undefined ? 1 : this.loader.types.size(record.elem)
    if (record.kind === 'array') {
      const length = record.len!
      const at: NumberReader = state => {
        const index = i(state)
        return index >= 0 && index < length ? address(state) + index * size : state.bail()
      }
      return { kind: 'place', type: record.elem!, address: at }
    }
    if (record.kind !== 'slice' && record.kind !== 'string') throw new Unsupported()
    const at: NumberReader = state => {
      const index = i(state)
      const header = address(state)
      return index >= 0 && index < state.i64(header + 8) ? state.u64(header) + index * size : state.bail()
    }
    return { kind: 'place', type: record.elem ?? 'uint8', address: at }
  }

  private integer(node: Node): NumberReader {
    if (node.kind === 'static') {
      const value = node.operand.kind === 'constant' ? bigintOf(node.operand.constant) : undefined
      if (value === undefined) throw new Unsupported()
      return () => Number(value)
    }
    const kind = this.recordOf(node)?.kind
    if (kind !== 'int' && kind !== 'uint') throw new Unsupported()
    return numberReader(this.loader, node)
  }

  // ----------------------------------------------------------------------------------------------------------------- calls

  private call(expr: CallExpr): Node {
    const { fun, args } = expr
    if (fun.kind === 'Ident' && (fun.name === 'len' || fun.name === 'cap') && args.length === 1 && !this.isVariable(fun.name)) {
      const node = this.compile(args[0]!)
      return lengthNode(this.loader, fun.name, node, layoutOf(this.context.target, 'runtime.hmap').offset('count'))
    }
    const type = fun.kind === 'Ident' && this.isVariable(fun.name) ? undefined : typeOf(fun, this.scope)
    if (type === undefined || args.length !== 1) throw new Unsupported()
    return this.conversion(type, this.compile(args[0]!))
  }

  private conversion(type: string, x: Node): Node {
    const to = this.loader.types.record(type)
    const from = this.recordOf(x)
    const isInteger = (record: TypeRecord | undefined) => record?.kind === 'int' || record?.kind === 'uint'
    if (to === undefined || from === undefined) throw new Unsupported()
    const read = isInteger(from) || from.kind === 'float' ? numberReader(this.loader, x) : undefined
    if (read === undefined) throw new Unsupported()
    if (isInteger(to) && isInteger(from)) return { kind: 'number', type, read: wrapped(to, read) }
    if (to.kind === 'float') return { kind: 'number', type, read: to.size === 4 ? state => Math.fround(read(state)) : read }
    throw new Unsupported()
  }

  private isVariable(name: string): boolean {
    return this.variable(name) !== undefined || lookupMember(this.loader, this.scope.package, name) !== undefined
  }
}

type Place = Node & { readonly kind: 'place' }

export function fixed(operand: Operand): Node {
  return { kind: 'static', operand }
}

/** Reads a value of a number's, bool's or word's type. */
export function numberReader(loader: Loader, node: Node): NumberReader {
  if (node.kind === 'number') return node.read
  if (node.kind !== 'place') throw new Unsupported()
  const { address } = node
  const record = loader.types.record(node.type)
  switch (record?.kind) {
    case 'bool':
      return state => (state.u8(address(state)) === 0 ? 0 : 1)
    case 'int':
      if (record.size === 1) return state => state.i8(address(state))
      if (record.size === 2) return state => state.i16(address(state))
      if (record.size === 4) return state => state.i32(address(state))
      return state => state.i64(address(state))
    case 'uint':
      if (record.size === 1) return state => state.u8(address(state))
      if (record.size === 2) return state => state.u16(address(state))
      if (record.size === 4) return state => state.u32(address(state))
      return state => state.u64(address(state))
    case 'float':
      return record.size === 4 ? state => state.f32(address(state)) : state => state.f64(address(state))
    case 'pointer':
    case 'unsafe.Pointer':
    case 'chan':
    case 'map':
    case 'func':
      return state => state.u64(address(state))
    default:
      throw new Unsupported()
  }
}

/** A result in an integer type: wrapped around as Go does; beyond 2^53 it bails. */
export function wrapped({ kind, size }: TypeRecord, read: NumberReader): NumberReader {
  const inRange = (state: RawState, value: number) =>
    value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER ? value : state.bail()
  const signed = kind === 'int'
  switch (size) {
    case 1:
      return signed ? state => (inRange(state, read(state)) << 24) >> 24 : state => inRange(state, read(state)) & 0xff
    case 2:
      return signed ? state => (inRange(state, read(state)) << 16) >> 16 : state => inRange(state, read(state)) & 0xffff
    case 4:
      return signed ? state => inRange(state, read(state)) | 0 : state => inRange(state, read(state)) >>> 0
    default:
      // Minus zero is no integer.
      if (signed) return state => inRange(state, read(state)) + 0
      return state => {
        const value = inRange(state, read(state)) + 0
        return value >= 0 ? value : state.bail()
      }
  }
}
