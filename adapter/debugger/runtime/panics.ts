// This file turns the panics that a goroutine is in into what the program would print of them if it died now.
//
// Error and String methods cannot be called from outside. By the time a program dies the runtime has called them itself (preprintpanics);
// before that, the texts of the runtime's own errors and of the most common ones are made here as their methods make them.
import type { Target } from '../target'
import { unwindGoroutine } from '../unwind'
import { Loader, reasonOf } from '../values/loader'
import { floatText } from '../values/numbers'
import type { Value } from '../values/value'
import { readGoroutine } from './goroutines'
import { layoutOf, StructReader } from './structs'

export interface PanicRecord {
  /** The argument of panic: an interface. */
  readonly value: Value
  /** As Go prints it, without quotes around strings. */
  readonly text: string
  /** Of the value in the interface. */
  readonly typeName: string
  /** Of the value that panic was called with. */
  readonly raisedAs: string
  readonly recovered: boolean
  /** Not a panic: runtime.Goexit runs deferred calls by the same means. */
  readonly goexit: boolean
  readonly address: number
}

const most = 1000
const longestText = 4096
const mostFrames = 1000

/** The panics of the goroutine whose g stands at an address, innermost first. */
export function panicChain(target: Target, goroutine: number): PanicRecord[] {
  const list: PanicRecord[] = []
  if (goroutine === 0) return list
  const loader = new Loader(target)
  const arg = layoutOf(target, 'runtime._panic')
  let address = loader.memory.word(goroutine + layoutOf(target, 'runtime.g').offset('_panic'))
  while (address !== 0 && list.length < most) {
    const record = new StructReader(target, 'runtime._panic', address)
    const value: Value = { type: arg.typeOf('arg'), address: record.addressOf('arg') }
    const described = describePanic(loader, value)
    const raisedAs = described.typeName === 'string' ? (raisedType(loader, goroutine, address) ?? 'string') : described.typeName
    list.push({ value, ...described, raisedAs, recovered: record.bool('recovered'), goexit: record.bool('goexit'), address })
    address = record.word('link')
  }
  return list
}

/**
 * The type that a panic was raised with: before a program dies the runtime puts the texts of errors and Stringers in their place, but gopanic, in
 * whose frame the record lies, still has its argument.
 */
function raisedType(loader: Loader, g: number, record: number): string | undefined {
  const { target } = loader
  const goroutine = readGoroutine(target, g)
  const frames = goroutine === undefined ? [] : unwindGoroutine(target, goroutine, mostFrames)
  const frame = frames.find(({ function: f, sp, cfa }) => f?.name === 'runtime.gopanic' && record >= sp && record < cfa)
  const e = frame?.function?.variables.find(({ name, role }) => name === 'e' && role === 'param')
  return frame === undefined || e === undefined ? undefined : describePanic(loader, { type: e.type, address: frame.cfa + e.cfa }).typeName
}

/** Text and type of the argument of a panic. */
export function describePanic(loader: Loader, value: Value): { text: string; typeName: string } {
  try {
    const data = loader.dynamic(value)
    if (data === undefined) return { text: 'nil', typeName: 'nil' }
    return { text: errorText(loader, data) ?? printed(loader, data), typeName: loader.types.name(data.type) }
  } catch (error) {
    return { text: `(unreadable ${reasonOf(error)})`, typeName: '' }
  }
}

/** What the Error method of a well-known error gives; undefined for all others. */
export function errorText(loader: Loader, value: Value): string | undefined {
  const text = (v: Value) => new TextDecoder().decode(loader.string(v, longestText).bytes)
  switch (value.type) {
    case 'runtime.errorString':
      return `runtime error: ${text(value)}`
    case 'runtime.plainError':
      return text(value)
    case 'runtime.errorAddressString':
      return `runtime error: ${text(loader.field(value, 'msg'))}`
    case 'runtime.boundsError':
      return `runtime error: ${boundsText(loader, value)}`
    case '*runtime.TypeAssertionError':
      return assertionText(loader, loader.deref(value))
    case '*runtime.PanicNilError':
      return 'panic called with nil argument'
    case '*errors.errorString': {
      const target = loader.deref(value)
      return target === undefined ? undefined : text(loader.field(target, 's'))
    }
    case '*fmt.wrapError':
    case '*fmt.wrapErrors': {
      const target = loader.deref(value)
      return target === undefined ? undefined : text(loader.field(target, 'msg'))
    }
    default:
      return undefined
  }
}

/** runtime.boundsErrorFmts, in the order of the codes: for bounds in general, and for negative indexes. */
const boundsTexts: readonly [string, string][] = [
  ['index out of range [%x] with length %y', 'index out of range [%x]'],
  ['slice bounds out of range [:%x] with length %y', 'slice bounds out of range [:%x]'],
  ['slice bounds out of range [:%x] with capacity %y', 'slice bounds out of range [:%x]'],
  ['slice bounds out of range [%x:%y]', 'slice bounds out of range [%x:]'],
  ['slice bounds out of range [::%x] with length %y', 'slice bounds out of range [::%x]'],
  ['slice bounds out of range [::%x] with capacity %y', 'slice bounds out of range [::%x]'],
  ['slice bounds out of range [:%x:%y]', 'slice bounds out of range [:%x:]'],
  ['slice bounds out of range [%x:%y:]', 'slice bounds out of range [%x::]'],
  ['cannot convert slice with length %x to array or pointer to array with length %y', ''],
]

function boundsText(loader: Loader, value: Value): string {
  const signed = loader.bool(loader.field(value, 'signed'))
  const x = loader.integer(loader.field(value, 'x'))
  const [general, negative] = boundsTexts[Number(loader.integer(loader.field(value, 'code')))] ?? ['bounds error [%x], %y', '']
  const index = signed ? x : BigInt.asUintN(64, x)
  return (index < 0n && negative !== '' ? negative : general)
    .replace('%x', String(index))
    .replace('%y', String(loader.integer(loader.field(value, 'y'))))
}

function assertionText(loader: Loader, error: Value | undefined): string | undefined {
  if (error === undefined) return undefined
  const typeAt = (field: string): string | undefined => {
    const address = loader.pointer(loader.field(error, field))
    const key = address === 0 ? undefined : loader.target.image.typeOfDescriptor(address)
    return key === undefined ? undefined : loader.types.name(key)
  }
  const asserted = typeAt('asserted') ?? 'unknown type'
  const concrete = typeAt('concrete')
  const inter = typeAt('_interface') ?? 'interface'
  if (concrete === undefined) return `interface conversion: ${inter} is nil, not ${asserted}`
  const missing = new TextDecoder().decode(loader.string(loader.field(error, 'missingMethod'), 1000).bytes)
  return missing === ''
    ? `interface conversion: ${inter} is ${concrete}, not ${asserted}`
    : `interface conversion: ${concrete} is not ${asserted}: missing method ${missing}`
}

/** What the runtime's print of the value gives: printpanicval and printanycustomtype. */
function printed(loader: Loader, value: Value): string {
  const record = loader.record(value)
  const wrap = (text: string) => (record.named === undefined ? text : `${record.name}(${text})`)
  switch (record.kind) {
    case 'bool':
      return wrap(String(loader.bool(value)))
    case 'int':
    case 'uint':
      return wrap(String(loader.integer(value)))
    case 'float':
      return wrap(printedFloat(loader.float(value)))
    case 'complex': {
      const part = record.size === 8 ? 'float32' : 'float64'
      const [re, im] = [0, record.size / 2].map(at => printedFloat(loader.float(loader.part(value, part, at))))
      return `${record.named === undefined ? '' : record.name}(${re}${im}i)`
    }
    case 'string': {
      const text = new TextDecoder().decode(loader.string(value, longestText).bytes).replaceAll('\n', '\n\t')
      return record.named === undefined ? text : `${record.name}("${text}")`
    }
    default:
      return `(${record.name}) 0x${(value.address ?? loader.pointer(value)).toString(16)}`
  }
}

/** print's form of floats: +1.500000e+000. */
export function printedFloat(x: number): string {
  if (Number.isNaN(x) || !Number.isFinite(x)) return floatText(x, 64)
  const [mantissa = '', exponent = '0'] = Math.abs(x).toExponential(6).split('e')
  const sign = x < 0 || Object.is(x, -0) ? '-' : '+'
  return `${sign}${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${exponent.replace(/^[+-]/, '').padStart(3, '0')}`
}
