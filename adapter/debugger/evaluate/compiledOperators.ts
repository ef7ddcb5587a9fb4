// This file compiles operators: what operators.ts computes with bigints, here with numbers that are exact or bail. The rules of types are the same.
import type { BinaryOp } from '../../compiler/syntax/nodes'
import { toUint8Array } from '../../compiler/types/bytes'
import { bigintOf } from '../../compiler/types/constant'
import type { TypeRecord } from '../../image/records'
import type { Loader } from '../values/loader'
import { fixed, type Node, type NumberReader, numberReader, Unsupported, wordKinds, wrapped } from './compile'
import { constantValue, EvaluateError, type Operand } from './operand'
import { binary, unary } from './operators'
import { mostExact, type RawState } from './rawState'

type Truth = (state: RawState) => boolean

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>='])

function notDefined(op: string, type: string): EvaluateError {
  return new EvaluateError(`operator ${op} can not be applied to ${type}`)
}

function recordOf(loader: Loader, node: Node): TypeRecord {
  if (node.kind === 'truth') return loader.types.record('bool')!
  const record = node.kind === 'static' ? undefined : loader.types.record(node.type)
  if (record === undefined) throw new Unsupported()
  return record
}

/** op x, for - + ^ and !. */
export function unaryNode(loader: Loader, op: string, x: Node): Node {
  if (x.kind === 'static') return fixed(unary(loader, op, x.operand))
  if (op === '!') {
    const read = truthOf(loader, x, op)
    return x.kind === 'truth'
      ? { kind: 'truth', read: state => !read(state) }
      : { kind: 'number', type: x.type, read: state => (read(state) ? 0 : 1) }
  }
  // What that is the evaluator says.
  if (x.kind === 'truth') throw new Unsupported()
  const record = recordOf(loader, x)
  if (record.kind === 'int' || record.kind === 'uint') {
    const read = numberReader(loader, x)
    if (op === '+') return { kind: 'number', type: x.type, read }
    return { kind: 'number', type: x.type, read: wrapped(record, op === '-' ? state => -read(state) : state => -read(state) - 1) }
  }
  if (record.kind === 'float' && op !== '^') {
    const read = numberReader(loader, x)
    return { kind: 'number', type: x.type, read: op === '-' ? state => -read(state) : read }
  }
  throw notDefined(op, record.name)
}

/** x op y. */
export function binaryNode(loader: Loader, op: BinaryOp, x: Node, y: Node): Node {
  if (op === '&&' || op === '||') {
    const left = truthOf(loader, x, op)
    const right = truthOf(loader, y, op)
    return { kind: 'truth', read: op === '&&' ? state => left(state) && right(state) : state => left(state) || right(state) }
  }
  if (isTypeOrPackage(x) || isTypeOrPackage(y)) throw new EvaluateError(`operator ${op} needs values on both sides`)
  if (x.kind === 'static' && y.kind === 'static') return fixed(binary(loader, op, x.operand, y.operand))
  if (op === '<<' || op === '>>') return shift(loader, op, x, y)
  if (isNil(x) || isNil(y)) return { kind: 'truth', read: compareWithNil(loader, op, isNil(x) ? y : x) }
  const type = commonType(loader, op, x, y)
  const record = loader.types.record(type)
  if (record === undefined) throw new Unsupported()
  if (comparisons.has(op)) return { kind: 'truth', read: comparison(loader, op, x, y, type, record) }
  return { kind: 'number', type, read: arithmetic(loader, op, x, y, type, record) }
}

function isTypeOrPackage(node: Node): boolean {
  return node.kind === 'static' && (node.operand.kind === 'type' || node.operand.kind === 'package')
}

function isNil(node: Node): boolean {
  return node.kind === 'static' && node.operand.kind === 'nil'
}

/** The truth of a node; a bool constant is one too. */
export function truthOf(loader: Loader, node: Node, op: string): Truth {
  if (node.kind === 'truth') return node.read
  if (node.kind === 'static') {
    const { operand } = node
    if (operand.kind !== 'constant') throw new Unsupported()
    const { constant } = operand
    if (constant.kind !== 'bool') throw new EvaluateError(`operator ${op} can not be applied to ${constant.kind}`)
    return () => constant.value
  }
  const record = recordOf(loader, node)
  if (record.kind !== 'bool') throw notDefined(op, record.name)
  const read = numberReader(loader, node)
  return state => read(state) !== 0
}

function compareWithNil(loader: Loader, op: BinaryOp, node: Node): Truth {
  if (op !== '==' && op !== '!=') throw notDefined(op, 'nil')
  const { kind, name } = recordOf(loader, node)
  const hasNil = wordKinds.has(kind) || kind === 'slice' || kind === 'interface'
  if (!hasNil) throw new EvaluateError(`can not compare ${name} to nil`)
  const read = firstWord(node)
  return op === '==' ? state => read(state) === 0 : state => read(state) !== 0
}

function firstWord(node: Node): NumberReader {
  if (node.kind === 'number') return node.read
  if (node.kind !== 'place') throw new Unsupported()
  const { address } = node
  return state => state.u64(address(state))
}

/** The type both sides must share; constants take the other's. */
function commonType(loader: Loader, _op: BinaryOp, x: Node, y: Node): string {
  const typeOf = (node: Node): string | undefined => {
    if (node.kind === 'place' || node.kind === 'number') return node.type
    if (node.kind === 'truth') return undefined
    return node.operand.kind === 'value' ? node.operand.value.type : undefined
  }
  const [left, right] = [typeOf(x), typeOf(y)]
  if (left !== undefined && right !== undefined) {
    if (left === right) return left
    if ([left, right].some(type => loader.types.record(type)?.kind === 'interface')) throw new Unsupported()
    throw new EvaluateError(`mismatched types "${loader.types.name(left)}" and "${loader.types.name(right)}"`)
  }
  const type = left ?? right ?? 'bool'
  // What a comparison with an interface or of a truth with another type means only the evaluator says.
  if (loader.types.record(type)?.kind === 'interface') throw new Unsupported()
  if ((x.kind === 'truth' || y.kind === 'truth') && loader.types.record(type)?.kind !== 'bool') throw new Unsupported()
  if (x.kind === 'truth' && y.kind === 'static') {
    if (y.operand.kind !== 'constant' || y.operand.constant.kind !== 'bool') throw new Unsupported()
  }
  if (y.kind === 'truth' && x.kind === 'static') {
    if (x.operand.kind !== 'constant' || x.operand.constant.kind !== 'bool') throw new Unsupported()
  }
  return type
}

/** A side of an operator as a number of the common type. Throws EvaluateError if a constant does not fit. */
function sideReader(loader: Loader, node: Node, type: string): NumberReader {
  if (node.kind === 'truth') return state => (node.read(state) ? 1 : 0)
  if (node.kind !== 'static') return numberReader(loader, node)
  const value = staticNumber(loader, node.operand, type)
  return () => value
}

function staticNumber(loader: Loader, operand: Operand, type: string): number {
  if (operand.kind !== 'constant' && operand.kind !== 'value') throw new Unsupported()
  const value = operand.kind === 'constant' ? constantValue(loader, operand.constant, type) : operand.value
  if (value.shown !== undefined || value.content !== undefined) throw new Unsupported()
  const { kind } = loader.record(value)
  if (kind === 'bool') return loader.bool(value) ? 1 : 0
  if (kind === 'float') return loader.float(value)
  if (kind !== 'int' && kind !== 'uint') throw new Unsupported()
  const integer = loader.integer(value)
  if (integer > BigInt(mostExact) || integer < -BigInt(mostExact)) throw new Unsupported()
  return Number(integer)
}

// ------------------------------------------------------------------------------------------------------------- comparisons

function comparison(loader: Loader, op: BinaryOp, x: Node, y: Node, type: string, record: TypeRecord): Truth {
  const { kind, size } = record
  if (kind === 'string') return compareStrings(loader, op, x, y, type)
  const ordered = kind === 'int' || kind === 'uint' || kind === 'float'
  const equality = op === '==' || op === '!='
  if (!ordered && !(equality && (kind === 'bool' || kind === 'pointer' || kind === 'unsafe.Pointer' || kind === 'chan'))) {
    // A constant of the wrong kind is wrong whatever the operator.
    for (const node of [x, y]) if (node.kind === 'static') staticNumber(loader, node.operand, type)
    if (!equality && (kind === 'bool' || wordKinds.has(kind))) throw notDefined(op, record.name)
    throw new Unsupported()
  }
  // Words beyond 2^53, hashes for instance, can be compared for equality half by half.
  if (equality && size === 8 && kind !== 'float' && x.kind === 'place' && y.kind === 'static') {
    const exact = wordConstant(loader, y.operand, type)
    if (exact !== undefined) return compareWord(x.address, exact, op === '==')
  }
  const left = sideReader(loader, x, type)
  const right = sideReader(loader, y, type)
  switch (op) {
    case '==':
      return state => left(state) === right(state)
    case '!=':
      return state => left(state) !== right(state)
    case '<':
      return state => left(state) < right(state)
    case '<=':
      return state => left(state) <= right(state)
    case '>':
      return state => left(state) > right(state)
    default:
      return state => left(state) >= right(state)
  }
}

function wordConstant(loader: Loader, operand: Operand, type: string): bigint | undefined {
  if (operand.kind !== 'constant') return undefined
  const value = constantValue(loader, operand.constant, type)
  return BigInt.asUintN(64, loader.integer(value))
}

function compareWord(address: NumberReader, value: bigint, equal: boolean): Truth {
  const low = Number(value & 0xffff_ffffn)
  const high = Number(value >> 32n)
  return state => {
    const at = state.place(address(state), 8)
    return (state.view.getUint32(at, true) === low && state.view.getUint32(at + 4, true) === high) === equal
  }
}

/** Loads a string: where it is in the bytes, or for a constant its own bytes. */
function stringLoader(loader: Loader, node: Node, type: string): { readonly load: (state: RawState) => void; readonly own?: Uint8Array } {
  if (node.kind === 'place') {
    const { address } = node
    return { load: state => state.loadString(address(state)) }
  }
  if (node.kind !== 'static' || node.operand.kind !== 'constant') throw new Unsupported()
  const own = constantValue(loader, node.operand.constant, type).content ?? toUint8Array('')
  return { load: () => {}, own }
}

function compareStrings(loader: Loader, op: BinaryOp, x: Node, y: Node, type: string): Truth {
  if (!comparisons.has(op)) throw new Unsupported()
  const left = stringLoader(loader, x, type)
  const right = stringLoader(loader, y, type)
  const order = (state: RawState): number => {
    left.load(state)
    const leftBytes = left.own ?? state.bytes
    const leftAt = left.own === undefined ? state.stringAt : 0
    const leftLength = left.own === undefined ? state.stringLength : left.own.length
    right.load(state)
    const rightBytes = right.own ?? state.bytes
    const rightAt = right.own === undefined ? state.stringAt : 0
    const rightLength = right.own === undefined ? state.stringLength : right.own.length
    if ((op === '==' || op === '!=') && leftLength !== rightLength) return 1
    const length = Math.min(leftLength, rightLength)
    for (let i = 0; i < length; i++) {
      const difference = leftBytes[leftAt + i]! - rightBytes[rightAt + i]!
      if (difference !== 0) return difference
    }
    return leftLength - rightLength
  }
  switch (op) {
    case '==':
      return state => order(state) === 0
    case '!=':
      return state => order(state) !== 0
    case '<':
      return state => order(state) < 0
    case '<=':
      return state => order(state) <= 0
    case '>':
      return state => order(state) > 0
    default:
      return state => order(state) >= 0
  }
}

// -------------------------------------------------------------------------------------------------------------- arithmetic

function arithmetic(loader: Loader, op: BinaryOp, x: Node, y: Node, type: string, record: TypeRecord): NumberReader {
  const { kind } = record
  if (kind !== 'int' && kind !== 'uint' && kind !== 'float') {
    if (kind === 'string' && op === '+') throw new Unsupported()
    throw kind === 'bool' || wordKinds.has(kind) || kind === 'string' ? notDefined(op, record.name) : new Unsupported()
  }
  const left = sideReader(loader, x, type)
  const right = sideReader(loader, y, type)
  if (kind === 'float') {
    const result = floatArithmetic(op, left, right)
    if (result === undefined) throw notDefined(op, record.name)
    return record.size === 4 ? state => Math.fround(result(state)) : result
  }
  return wrapped(record, integerArithmetic(op, left, right))
}

function floatArithmetic(op: BinaryOp, left: NumberReader, right: NumberReader): NumberReader | undefined {
  switch (op) {
    case '+':
      return state => left(state) + right(state)
    case '-':
      return state => left(state) - right(state)
    case '*':
      return state => left(state) * right(state)
    case '/':
      return state => left(state) / right(state)
    default:
      return undefined
  }
}

function integerArithmetic(op: BinaryOp, left: NumberReader, right: NumberReader): NumberReader {
  const bitwise =
    (combine: (a: number, b: number) => number): NumberReader =>
    state => {
      const a = left(state)
      const b = right(state)
      const high = combine(Math.floor(a / 2 ** 32), Math.floor(b / 2 ** 32))
      return high * 2 ** 32 + (combine(a >>> 0, b >>> 0) >>> 0)
    }
  switch (op) {
    case '+':
      return state => left(state) + right(state)
    case '-':
      return state => left(state) - right(state)
    case '*':
      return state => left(state) * right(state)
    case '/':
      return state => {
        const a = left(state)
        const b = right(state)
        return b === 0 ? state.bail() : (a - (a % b)) / b
      }
    case '%':
      return state => {
        const a = left(state)
        const b = right(state)
        return b === 0 ? state.bail() : a % b
      }
    case '&':
      return bitwise((a, b) => a & b)
    case '|':
      return bitwise((a, b) => a | b)
    case '^':
      return bitwise((a, b) => a ^ b)
    case '&^':
      return bitwise((a, b) => a & ~b)
    default:
      throw new Unsupported()
  }
}

function shift(loader: Loader, op: '<<' | '>>', x: Node, y: Node): Node {
  // A constant shifted by a variable amount stays a constant for the evaluator, however large.
  if (x.kind === 'static' || x.kind === 'truth') throw new Unsupported()
  const record = recordOf(loader, x)
  if (record.kind !== 'int' && record.kind !== 'uint') throw notDefined(op, record.name)
  const value = numberReader(loader, x)
  const count = shiftCount(loader, y)
  const bits = record.size * 8
  const shifted: NumberReader =
    op === '>>'
      ? state => {
          const by = count(state)
          return by < 0 ? state.bail() : Math.floor(value(state) / 2 ** Math.min(by, 64))
        }
      : state => {
          const by = count(state)
          if (by < 0) return state.bail()
          const number = value(state)
          if (by >= bits) return 0
          // Only what stays in the type need be exact.
          return bits <= 32 ? (number << by) >>> 0 : number * 2 ** by
        }
  return { kind: 'number', type: x.type, read: wrapped(record, shifted) }
}

function shiftCount(loader: Loader, y: Node): NumberReader {
  if (y.kind === 'static') {
    const value = y.operand.kind === 'constant' ? bigintOf(y.operand.constant) : undefined
    if (value === undefined) throw new EvaluateError('a shift count must be an integer')
    if (value < 0n) throw new EvaluateError('shift count must not be negative')
    const count = Number(value > 64n ? 64n : value)
    return () => count
  }
  const kind = y.kind === 'truth' ? 'bool' : recordOf(loader, y).kind
  if (kind !== 'int' && kind !== 'uint') throw new EvaluateError('a shift count must be an integer')
  return numberReader(loader, y)
}

// ----------------------------------------------------------------------------------------------------------------- lengths

/** len(x) and cap(x). */
export function lengthNode(loader: Loader, name: 'len' | 'cap', x: Node, mapCount: number): Node {
  const record = x.kind === 'static' || x.kind === 'truth' ? undefined : loader.types.record(x.type)
  const int = (read: NumberReader): Node => ({ kind: 'number', type: 'int', read })
  if (record?.kind === 'array') return int(() => record.len!)
  if (x.kind !== 'place' || record === undefined) throw new Unsupported()
  const { address } = x
  const headerWord = (offset: number): NumberReader => {
    return state => {
      const length = state.i64(address(state) + offset)
      return length < 0 ? state.bail() : length
    }
  }
  if (record.kind === 'slice') return int(headerWord(name === 'len' ? 8 : 16))
  if (name === 'len' && record.kind === 'string') return int(headerWord(8))
  if (name === 'len' && record.kind === 'map') {
    return int(state => {
      const header = state.u64(address(state))
      return header === 0 ? 0 : state.i64(header + mapCount)
    })
  }
  throw new Unsupported()
}
