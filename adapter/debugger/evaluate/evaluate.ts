// This file evaluates Go expressions in a frame: it turns a syntax tree into a value of the program, reading memory as it goes.
//
// Nothing of the program is changed and no function of it is called. The words of errors are Delve's where Delve has some.
import { fromUtf8, word64 } from '../../common/bytes'
import { exprString } from '../../compiler/syntax/exprString'
import type { CallExpr, Expr, IndexExpr, SelectorExpr, SliceExpr } from '../../compiler/syntax/nodes'
import { parseExpression } from '../../compiler/syntax/parser'
import { unquoteChar, unquoteString } from '../../compiler/types/bytes'
import { bigintOf, constantFromNumber, makeByteString, makeInt } from '../../compiler/types/constant'
import { channelCounts } from '../runtime/channels'
import type { Goroutine } from '../runtime/goroutines'
import { readHeader } from '../runtime/hmap'
import { hashOfKey } from '../runtime/mapHash'
import { MapWalk } from '../runtime/mapWalk'
import type { Target } from '../target'
import type { Frame } from '../unwind'
import { assignment } from '../values/assign'
import { Loader, reasonOf } from '../values/loader'
import type { Value } from '../values/value'
import { type PreparedCall, prepareCall } from './calls'
import { assertType, convert } from './conversions'
import { equalValues, keyMatcher } from './equality'
import { lookupIdentifier, lookupMember, packagePath, registerValue } from './identifiers'
import { boolOperand, constantValue, EvaluateError, type Operand, toValue, valueOperand } from './operand'
import { binary, unary } from './operators'
import { fieldOf } from './selectors'
import { type TypeScope, typeOf } from './typeExpressions'

export { EvaluateError } from './operand'

/** Where an expression is evaluated. */
export interface EvaluationContext {
  readonly frame?: Frame
  readonly goroutine?: Goroutine
  /** The thread whose registers `_AX` and the like are. */
  readonly tid?: number
  /** Names that stand for themselves here, also dotted ones: `panic.text`. They hide all others. */
  readonly names?: ReadonlyMap<string, Operand>
}

/** The value of an expression. Throws EvaluateError with a message for people. */
export function evaluate(target: Target, expression: string, context: EvaluationContext): Value {
  const evaluator = new Evaluator(target, context)
  return guarded(() => toValue(evaluator.loader, evaluator.eval(parse(expression))))
}

/** The truth of an expression. Throws EvaluateError, also if it is no bool. */
export function evaluateBool(target: Target, expression: string, context: EvaluationContext): boolean {
  const value = evaluate(target, expression, context)
  const loader = new Loader(target)
  if (value.shown !== undefined || loader.types.record(value.type)?.kind !== 'bool')
    throw new EvaluateError('condition expression not boolean')
  return guarded(() => loader.bool(value))
}

/** The bytes that make `place` what an expression says: a literal of its type, or any expression that can be assigned to it. */
export function evaluateAssignment(target: Target, place: Value, expression: string, context: EvaluationContext): Uint8Array {
  const evaluator = new Evaluator(target, context)
  const { loader } = evaluator
  let literalError: unknown
  try {
    return assignment(loader, place, expression)
  } catch (error) {
    literalError = error
  }
  return guarded(() => {
    let operand: Operand
    try {
      operand = evaluator.eval(parse(expression))
    } catch {
      throw literalError
    }
    if (operand.kind === 'nil') return loader.bytes(convert(loader, place.type, operand))
    const numeric = /^(int|uint|float|bool)$/.test(loader.record(place).kind)
    if (operand.kind === 'constant' && !numeric) throw literalError
    const value = operand.kind === 'constant' ? constantValue(loader, operand.constant, place.type) : toValue(loader, operand)
    if (value.content !== undefined) throw literalError
    if (value.type !== place.type)
      throw new EvaluateError(`can not use a value of type ${loader.types.name(value.type)} as ${loader.types.name(place.type)}`)
    return loader.bytes(value).slice()
  })
}

/** What a call expression would call, and with what. Throws EvaluateError. */
export function evaluateCall(target: Target, expression: string, context: EvaluationContext): PreparedCall {
  const evaluator = new Evaluator(target, context)
  return guarded(() => {
    const expr = parse(expression)
    if (expr.kind !== 'CallExpr') throw new EvaluateError('expression is not a function call')
    return prepareCall({ loader: evaluator.loader, eval: fun => evaluator.eval(fun) }, expr)
  })
}

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof EvaluateError ? error : new EvaluateError(reasonOf(error))
  }
}

const parsed = new Map<string, Expr>()

/** The tree of an expression; the last ones are kept, since many are evaluated again and again. Throws EvaluateError. */
export function parse(text: string): Expr {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const { expr, error } = parseExpression(text)
  if (expr === undefined) throw new EvaluateError((error ?? 'syntax error').replace(/^syntax error: /, 'syntax error: '))
  if (parsed.size > 200) parsed.clear()
  parsed.set(text, expr)
  return expr
}

const stringTests: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  Contains: (text, part) => text.includes(part),
  HasPrefix: (text, part) => text.startsWith(part),
  HasSuffix: (text, part) => text.endsWith(part),
}

class Evaluator {
  readonly loader: Loader
  private readonly scope: TypeScope

  constructor(
    private readonly target: Target,
    private readonly context: EvaluationContext,
  ) {
    this.loader = new Loader(target)
    this.scope = {
      types: this.loader.types,
      package: context.frame?.function?.package ?? 'main',
      packagePath: name => packagePath(target.image, name, context.frame?.function?.package ?? 'main'),
    }
  }

  eval(expr: Expr): Operand {
    switch (expr.kind) {
      case 'ParenExpr':
        return this.eval(expr.x)
      case 'BasicLit':
        if (expr.literal === 'string') return { kind: 'constant', constant: makeByteString(unquoteString(expr.text)) }
        if (expr.literal === 'char') return { kind: 'constant', constant: makeInt(unquoteChar(expr.text)), rune: true }
        if (expr.literal === 'imaginary') throw new EvaluateError('complex constants are not supported')
        return { kind: 'constant', constant: constantFromNumber(expr.text) }
      case 'Ident':
        return this.identifier(expr.name)
      case 'SelectorExpr':
        return this.selector(expr)
      case 'IndexExpr':
        return valueOperand(this.index(expr))
      case 'SliceExpr':
        return valueOperand(this.slice(expr))
      case 'StarExpr':
        return this.star(expr.x)
      case 'UnaryExpr':
        if (expr.op === '&') return valueOperand(this.addressOf(expr.x))
        if (expr.op === '<-' || expr.op === '~') throw new EvaluateError(`operator ${expr.op} is not supported`)
        return unary(this.loader, expr.op, this.eval(expr.x))
      case 'BinaryExpr':
        if (expr.op === '&&' || expr.op === '||') {
          const left = this.truth(expr.x, expr.op)
          return boolOperand(expr.op === '&&' ? left && this.truth(expr.y, expr.op) : left || this.truth(expr.y, expr.op))
        }
        return binary(this.loader, expr.op, this.eval(expr.x), this.eval(expr.y))
      case 'TypeAssertExpr': {
        const value = this.value(expr.x)
        if (expr.type === undefined) throw new EvaluateError('use of .(type) outside type switch')
        // Delve's name for what is inside, whatever its type.
        if (expr.type.kind === 'Ident' && expr.type.name === 'data') return valueOperand(this.inside(value, exprString(expr.x)))
        return valueOperand(assertType(this.loader, value, this.typeNamed(expr.type)))
      }
      case 'CallExpr':
        return this.call(expr)
      default: {
        const type = typeOf(expr, this.scope)
        if (type !== undefined) return { kind: 'type', type }
        throw new EvaluateError(`expression ${JSON.stringify(exprString(expr))} can not be evaluated here`)
      }
    }
  }

  private value(expr: Expr): Value {
    const operand = this.eval(expr)
    if (operand.kind === 'type') throw new EvaluateError(`${exprString(expr)} is a type, not a value`)
    const value = toValue(this.loader, operand)
    if (value.unreadable !== undefined) throw new EvaluateError(value.unreadable)
    return value
  }

  private truth(expr: Expr, op: string): boolean {
    const value = this.value(expr)
    if (this.loader.record(value).kind !== 'bool' || value.shown !== undefined)
      throw new EvaluateError(`operator ${op} can not be applied to ${this.loader.types.name(value.type)}`)
    return this.loader.bool(value)
  }

  private typeNamed(expr: Expr): string {
    const type = typeOf(expr, this.scope)
    if (type === undefined) throw new EvaluateError(`could not find type ${exprString(expr)}`)
    return type
  }

  private identifier(name: string): Operand {
    const { frame, names } = this.context
    const given = names?.get(name)
    if (given !== undefined) return given
    const found = lookupIdentifier(this.loader, frame, this.scope.package, name)
    if (found !== undefined) return found
    const register = /^_[A-Z]/.test(name) ? registerValue(this.target, this.context, name.slice(1)) : undefined
    if (register !== undefined) return valueOperand(register)
    const type = typeOf({ kind: 'Ident', name, pos: 0, end: 0 }, this.scope)
    if (type !== undefined) return { kind: 'type', type }
    const path = this.scope.packagePath(name)
    if (path !== undefined) return { kind: 'package', path }
    throw new EvaluateError(`could not find symbol value for ${name}`)
  }

  private selector(expr: SelectorExpr): Operand {
    const { x, sel } = expr
    const given = x.kind === 'Ident' ? this.context.names?.get(`${x.name}.${sel.name}`) : undefined
    if (given !== undefined) return given
    if (x.kind === 'BasicLit' && x.literal === 'string') return this.member(unquoteString(x.text), sel.name, exprString(expr))
    const operand = this.packageOrOperand(x)
    if (operand.kind === 'package') {
      if (operand.path === 'runtime' && sel.name === 'curg') return valueOperand(this.currentGoroutine())
      return this.member(operand.path, sel.name, exprString(expr))
    }
    return valueOperand(fieldOf(this.loader, this.value(x), sel.name, exprString(x)))
  }

  /** In x.sel a name that is no variable means a package, even if there is a function of that name: main.x. */
  private packageOrOperand(x: Expr): Operand {
    const path = x.kind === 'Ident' ? this.scope.packagePath(x.name) : undefined
    if (x.kind !== 'Ident' || path === undefined) return this.eval(x)
    const found = lookupIdentifier(this.loader, this.context.frame, this.scope.package, x.name)
    return found === undefined || (found.kind === 'value' && found.value.shown !== undefined) ? { kind: 'package', path } : found
  }

  private member(path: string, name: string, text: string): Operand {
    const member = lookupMember(this.loader, path, name)
    if (member !== undefined) return member
    if (this.loader.types.record(`${path}.${name}`) !== undefined) return { kind: 'type', type: `${path}.${name}` }
    throw new EvaluateError(`could not find symbol value for ${text}`)
  }

  private currentGoroutine(): Value {
    const { goroutine } = this.context
    return { type: '*runtime.g', bytes: word64(goroutine?.address ?? 0) }
  }

  private inside(value: Value, text: string): Value {
    if (this.loader.record(value).kind !== 'interface') throw new EvaluateError(`expression ${JSON.stringify(text)} not an interface`)
    const data = this.loader.dynamic(value)
    if (data === undefined) throw new EvaluateError(`${text} is nil`)
    return data
  }

  private star(x: Expr): Operand {
    const operand = this.eval(x)
    if (operand.kind === 'type') return { kind: 'type', type: `*${operand.type}` }
    if (operand.kind === 'nil') throw new EvaluateError('nil can not be dereferenced')
    if (operand.kind === 'constant' && operand.constant.kind === 'string') {
      const type = typeOf({ kind: 'StarExpr', x, pos: 0, end: 0 }, this.scope)
      if (type !== undefined) return { kind: 'type', type }
    }
    const value = toValue(this.loader, operand)
    if (this.loader.record(value).kind !== 'pointer')
      throw new EvaluateError(`expression ${JSON.stringify(exprString(x))} (${this.loader.types.name(value.type)}) can not be dereferenced`)
    const elem = this.loader.deref(value)
    if (elem === undefined) throw new EvaluateError('nil pointer dereference')
    this.loader.bytes(elem, Math.min(1, this.loader.record(elem).size))
    return valueOperand(elem)
  }

  private addressOf(x: Expr): Value {
    const value = this.value(x)
    if (value.address === undefined) throw new EvaluateError(`can not take address of ${JSON.stringify(exprString(x))}`)
    return { type: `*${value.type}`, bytes: word64(value.address) }
  }

  // ---------------------------------------------------------------------------------------------------- indexes and slices

  private index(expr: IndexExpr): Value {
    if (expr.indices.length !== 1) throw new EvaluateError('more than one index')
    const x = this.throughPointer(this.value(expr.x))
    const record = this.loader.record(x)
    const text = exprString(expr.x)
    if (record.kind === 'map') return this.mapIndex(x, record.key!, this.eval(expr.indices[0]!))
    if (record.kind !== 'array' && record.kind !== 'slice' && record.kind !== 'string')
      throw new EvaluateError(`expression ${JSON.stringify(text)} (${record.name}) does not support indexing`)
    const i = this.integer(expr.indices[0]!)
    if (record.kind === 'string') {
      if (i < 0 || i >= this.loader.stringLength(x)) throw new EvaluateError('index out of bounds')
      if (x.content !== undefined) return { type: 'uint8', bytes: x.content.subarray(i, i + 1) }
      return { type: 'uint8', address: this.loader.pointer(x) + i }
    }
    const elem = record.elem!
    const size = this.loader.types.size(elem)
    if (record.kind === 'array') {
      if (i < 0 || i >= record.len!) throw new EvaluateError('index out of bounds')
      return this.loader.part(x, elem, i * size)
    }
    const { array, len } = this.loader.slice(x)
    if (i < 0 || i >= len) throw new EvaluateError('index out of bounds')
    return { type: elem, address: array + i * size }
  }

  /** A pointer to an array or map can be indexed like the array or map. */
  private throughPointer(value: Value): Value {
    const record = this.loader.record(value)
    if (record.kind !== 'pointer') return value
    const kind = this.loader.types.record(record.elem!)?.kind
    if (kind !== 'array' && kind !== 'map') return value
    const elem = this.loader.deref(value)
    if (elem === undefined) throw new EvaluateError('nil pointer dereference')
    return elem
  }

  private integer(expr: Expr): number {
    const operand = this.eval(expr)
    const number = operand.kind === 'constant' ? bigintOf(operand.constant) : this.integerOf(toValue(this.loader, operand))
    if (number === undefined) throw new EvaluateError(`${exprString(expr)} is no integer`)
    return Number(number)
  }

  private integerOf(value: Value): bigint | undefined {
    const { kind } = this.loader.record(value)
    return kind === 'int' || kind === 'uint' ? this.loader.integer(value) : undefined
  }

  private mapIndex(map: Value, keyType: string, operand: Operand): Value {
    const walk = new MapWalk(this.loader, map)
    if (walk.header === undefined) throw new EvaluateError('key not found: the map is nil')
    const keyRecord = this.loader.types.record(keyType)
    if (keyRecord?.kind === 'interface') {
      const wanted = operand.kind === 'nil' ? undefined : this.unwrapped(toValue(this.loader, operand))
      const found = walk.find((_bytes, _at, address) => {
        const inside = this.loader.dynamic({ type: keyType, address })
        if (inside === undefined || wanted === undefined) return inside === wanted
        return inside.type === wanted.type && equalValues(this.loader, inside, wanted)
      })
      if (found === undefined) throw new EvaluateError('key not found')
      return found.elem
    }
    const key = operand.kind === 'constant' || operand.kind === 'nil' ? this.asKey(operand, keyType) : toValue(this.loader, operand)
    if (key.type !== keyType)
      throw new EvaluateError(
        `can not use a value of type ${this.loader.types.name(key.type)} as key of type ${this.loader.types.name(keyType)}`,
      )
    const found = walk.find(keyMatcher(this.loader, key, walk.layout.indirectKey), hashOfKey(this.loader, key, walk.header.hash0))
    if (found === undefined) throw new EvaluateError('key not found')
    return found.elem
  }

  private asKey(operand: Operand, type: string): Value {
    return operand.kind === 'constant' ? constantValue(this.loader, operand.constant, type) : convert(this.loader, type, operand)
  }

  private unwrapped(value: Value): Value | undefined {
    return this.loader.record(value).kind === 'interface' ? this.loader.dynamic(value) : value
  }

  private slice(expr: SliceExpr): Value {
    const x = this.throughPointer(this.value(expr.x))
    const record = this.loader.record(x)
    if (expr.max !== undefined) throw new EvaluateError('slices with three indexes are not supported')
    const bound = (limit: number): [number, number] => {
      const low = expr.low === undefined ? 0 : this.integer(expr.low)
      const high = expr.high === undefined ? limit : this.integer(expr.high)
      return [low, high]
    }
    const check = (low: number, high: number, most: number) => {
      if (low < 0 || high < low || high > most) throw new EvaluateError('index out of bounds')
    }
    if (record.kind === 'string') {
      const length = this.loader.stringLength(x)
      const [low, high] = bound(length)
      check(low, high, length)
      if (x.content !== undefined) return { type: x.type, content: x.content.subarray(low, high) }
      return { type: x.type, bytes: words(this.loader.pointer(x) + low, high - low) }
    }
    if (record.kind === 'slice') {
      const { array, len, cap } = this.loader.slice(x)
      const [low, high] = bound(len)
      check(low, high, cap)
      return { type: x.type, bytes: words(array + low * this.loader.types.size(record.elem!), high - low, cap - low) }
    }
    if (record.kind === 'array' && x.address !== undefined) {
      const [low, high] = bound(record.len!)
      check(low, high, record.len!)
      return {
        type: `[]${record.elem}`,
        bytes: words(x.address + low * this.loader.types.size(record.elem!), high - low, record.len! - low),
      }
    }
    throw new EvaluateError(`can not slice ${JSON.stringify(exprString(expr.x))} (type ${record.name})`)
  }

  // ---------------------------------------------------------------------------------------------------------------- calls

  private call(expr: CallExpr): Operand {
    const { fun, args } = expr
    if (fun.kind === 'Ident' && (fun.name === 'len' || fun.name === 'cap') && !this.isVariable(fun.name)) return this.length(fun.name, args)
    if (fun.kind === 'Ident' && (fun.name === 'min' || fun.name === 'max') && args.length > 0 && !this.isVariable(fun.name))
      return args.map(arg => this.eval(arg)).reduce((x, y) => this.extreme(fun.name as 'min' | 'max', x, y))
    const type = this.conversionType(fun)
    if (type === undefined) {
      const computed = this.pureCall(fun, args)
      if (computed !== undefined) return computed
      const callee = this.eval(fun)
      if (callee.kind === 'value') throw new EvaluateError('functions of the program are called by `call f(x)` in the console')
      throw new EvaluateError(`${exprString(fun)} can not be called`)
    }
    if (args.length !== 1) throw new EvaluateError(`a conversion to ${this.loader.types.name(type)} needs one value`)
    const operand = this.eval(args[0]!)
    if (operand.kind === 'type' || operand.kind === 'package') throw new EvaluateError(`${exprString(args[0]!)} is no value`)
    return valueOperand(convert(this.loader, type, operand))
  }

  /** Functions of package strings that need nothing of the program to run. */
  private pureCall(fun: Expr, args: readonly Expr[]): Operand | undefined {
    if (fun.kind !== 'SelectorExpr' || fun.x.kind !== 'Ident' || fun.x.name !== 'strings' || this.isVariable('strings')) return undefined
    const test = stringTests[fun.sel.name]
    if (test === undefined || args.length !== 2) return undefined
    const [text, part] = args.map(arg => {
      const value = this.value(arg)
      if (this.loader.record(value).kind !== 'string') throw new EvaluateError(`${exprString(arg)} is no string`)
      return fromUtf8(this.loader.string(value).bytes)
    })
    return boolOperand(test(text!, part!))
  }

  private extreme(name: 'min' | 'max', x: Operand, y: Operand): Operand {
    const less = this.loader.bool(toValue(this.loader, binary(this.loader, '<', x, y)))
    const chosen = less === (name === 'min') ? x : y
    const typed = x.kind === 'value' ? x : y
    return chosen.kind === 'constant' && typed.kind === 'value'
      ? valueOperand(constantValue(this.loader, chosen.constant, typed.value.type))
      : chosen
  }

  private isVariable(name: string): boolean {
    return lookupIdentifier(this.loader, this.context.frame, this.scope.package, name) !== undefined
  }

  /** The type that a call converts to; undefined if it is no conversion. Variables hide types. */
  private conversionType(fun: Expr): string | undefined {
    if (fun.kind === 'Ident' && this.isVariable(fun.name)) return undefined
    const type = typeOf(fun, this.scope)
    if (type !== undefined) return type
    if (fun.kind === 'ParenExpr') throw new EvaluateError(`could not find type ${exprString(fun.x)}`)
    return undefined
  }

  private length(name: 'len' | 'cap', args: readonly Expr[]): Operand {
    if (args.length !== 1) throw new EvaluateError(`wrong number of arguments to ${name}: ${args.length}`)
    const x = this.throughPointer(this.value(args[0]!))
    const record = this.loader.record(x)
    const int = (n: number): Operand => valueOperand({ type: 'int', bytes: word64(n) })
    switch (record.kind) {
      case 'slice': {
        const { len, cap } = this.loader.slice(x)
        return int(name === 'len' ? len : cap)
      }
      case 'array':
        return int(record.len!)
      case 'chan': {
        const counts = channelCounts(this.loader, x)
        return int(counts === undefined ? 0 : name === 'len' ? counts.count : counts.capacity)
      }
      case 'string':
        if (name === 'len') return int(this.loader.stringLength(x))
        break
      case 'map':
        if (name === 'len') return int(readHeader(this.loader, x)?.count ?? 0)
        break
      default:
    }
    throw new EvaluateError(`invalid argument ${exprString(args[0]!)} (type ${record.name}) for ${name}`)
  }
}

/** The words of a string or slice. */
function words(...list: number[]): Uint8Array {
  const bytes = new Uint8Array(list.length * 8)
  list.forEach((word, i) => {
    bytes.set(word64(word), i * 8)
  })
  return bytes
}
