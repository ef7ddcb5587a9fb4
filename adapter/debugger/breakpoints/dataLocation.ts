// This file names watched memory so that it can be found again: at another stop, when a stack has moved, in another session.
//
// A plain address is good for heap and globals (stacks apart nothing moves), a symbol for globals in any session. What lies on a stack is named by
// its distance from the stack's upper end and the frame it belongs to, since stacks move when they grow and frames end.
import { hexAddress, parseAddress } from '../../common/addresses'
import { gStatus, readGoroutines } from '../runtime/goroutines'
import { layoutOf } from '../runtime/structs'
import { MemoryReader, type Target } from '../target'
import { type Frame, unwindGoroutine } from '../unwind'

/** Memory to watch. As JSON it is the `dataId` of the debug protocol. */
export interface DataLocation {
  /** The expression people know it by. */
  readonly name: string
  /** Key of the type its bytes are shown as. */
  readonly type: string
  readonly bytes: number
  /** Hex; or a symbol with an offset, as `main.total+8`; or, on a stack, the distance from its upper end. */
  readonly address?: string
  readonly symbol?: string
  readonly stack?: StackPlace
}

/** A place in a frame of a goroutine. Distances are bytes below the upper end of the stack. */
export interface StackPlace {
  readonly goid: number
  readonly distance: number
  readonly frame: number // of the frame's CFA
  readonly function: string
}

/** Where a data location is now. */
export interface Place {
  readonly address: number
  /** Of a place on a stack: the g, and where its frame returns to. */
  readonly frame?: { readonly g: number; readonly distance: number; readonly returnsTo: number; readonly caller: string }
}

export function dataIdOf(location: DataLocation): string {
  return JSON.stringify(location)
}

/** The location a dataId names; undefined if it is none of ours. */
export function parseDataId(text: string): DataLocation | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof raw !== 'object' || raw === null) return undefined
  const { name, type, bytes, address, symbol, stack } = raw as Record<string, unknown>
  const whole = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  if (typeof name !== 'string' || typeof type !== 'string' || !whole(bytes) || bytes === 0) return undefined
  const common = { name, type, bytes: bytes as number }
  if (typeof address === 'string') return parseAddress(address) === undefined ? undefined : { ...common, address }
  if (typeof symbol === 'string') return { ...common, symbol }
  if (typeof stack !== 'object' || stack === null) return undefined
  const { goid, distance, frame, function: f } = stack as Record<string, unknown>
  if (!whole(goid) || !whole(distance) || !whole(frame) || typeof f !== 'string') return undefined
  return { ...common, stack: { goid: goid as number, distance: distance as number, frame: frame as number, function: f } }
}

/** Names the memory of a value. `frame` is the frame it was seen in, if one. */
export function locationOf(
  target: Target,
  value: { readonly address: number; readonly type: string; readonly bytes: number; readonly name: string },
  frame?: Frame,
): DataLocation {
  const common = { name: value.name, type: value.type, bytes: value.bytes }
  const symbol = target.image.functionAt(value.address) === undefined ? target.image.symbolAt(value.address) : undefined
  // Only variables have names that another build of the program still has.
  if (symbol !== undefined && target.image.globals.some(global => global.name === symbol.name))
    return { ...common, symbol: symbol.offset === 0 ? symbol.name : `${symbol.name}+${symbol.offset}` }
  const stack = stackPlaceOf(target, value.address, frame)
  return stack === undefined ? { ...common, address: hexAddress(value.address) } : { ...common, stack }
}

function stackPlaceOf(target: Target, address: number, seen: Frame | undefined): StackPlace | undefined {
  const memory = new MemoryReader(target)
  const stack = layoutOf(target, 'runtime.g').offset('stack')
  for (const goroutine of readGoroutines(target)) {
    const low = memory.word(goroutine.address + stack)
    const high = memory.word(goroutine.address + stack + 8)
    if (address < low || address >= high) continue
    const frames = unwindGoroutine(target, goroutine, 10_000).filter(frame => frame.sp >= low && frame.sp < high)
    // Homes of parameters lie just above their function's frame, in the caller's.
    const own = seen === undefined ? undefined : frames.find(frame => frame.cfa === seen.cfa && frame.function === seen.function)
    const holds = (frame: Frame) => address >= frame.sp && address < frame.cfa + (frame === own ? parameterArea(frame) : 0)
    const frame = own !== undefined && holds(own) ? own : frames.find(holds)
    if (frame?.function === undefined) return undefined
    return { goid: goroutine.id, distance: high - address, frame: high - frame.cfa, function: frame.function.name }
  }
  return undefined
}

function parameterArea(frame: Frame): number {
  return Math.max(0, ...(frame.function?.variables ?? []).map(variable => variable.cfa + 64))
}

/** Where a location is now; a text says why it is nowhere. */
export function findLocation(target: Target, location: DataLocation): Place | string {
  const { image } = target
  if (location.symbol !== undefined) {
    const [, name = '', offset = '0'] = /^(.+?)(?:\+(\d+))?$/.exec(location.symbol) ?? []
    const symbol = image.symbols.get(name)
    return symbol === undefined ? `could not find symbol value for ${name}` : { address: symbol.address + Number(offset) }
  }
  if (location.stack === undefined) return { address: parseAddress(location.address ?? '') ?? 0 }
  const { goid, distance, frame, function: name } = location.stack
  const goroutine = readGoroutines(target).find(candidate => candidate.id === goid)
  if (goroutine === undefined || goroutine.status === gStatus.dead) return `${location.name} is out of scope: goroutine ${goid} has ended`
  const high = new MemoryReader(target).word(goroutine.address + layoutOf(target, 'runtime.g').offset('stack') + 8)
  const frames = unwindGoroutine(target, goroutine, 10_000)
  const at = frames.findIndex(candidate => high - candidate.cfa === frame && candidate.function?.name === name)
  if (at < 0) return `${location.name} is out of scope: ${name} has returned`
  const caller = frames[at + 1]
  return {
    address: high - distance,
    frame: { g: goroutine.address, distance: frame, returnsTo: caller?.pc ?? 0, caller: caller?.function?.name ?? '' },
  }
}
