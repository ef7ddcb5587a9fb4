// This file turns a channel into what is in it: buffered elements in the order in which they will be received, and who waits at either end.
import { type Loader, UnreadableValue } from '../values/loader'
import type { Value } from '../values/value'
import { layoutOf, StructReader } from './structs'

/** A goroutine that waits on a channel. */
export interface Waiter {
  readonly goid: number
  /** The value it sends, or where it wants to receive; absent if it wants no value. */
  readonly elem: Value | undefined
  readonly inSelect: boolean
}

export interface Channel {
  readonly address: number
  readonly count: number
  readonly capacity: number
  readonly closed: boolean
  readonly receivers: readonly Waiter[]
  readonly senders: readonly Waiter[]
  /** Element i from the front. */
  element(i: number): Value
}

const mostWaiters = 10_000

/** The channel that a value of channel type refers to; undefined if it is nil. */
export function readChannel(loader: Loader, value: Value): Channel | undefined {
  const address = loader.pointer(value)
  if (address === 0) return undefined
  const type = loader.record(value).elem!
  const h = new StructReader(loader.target, 'runtime.hchan', address)
  const count = h.word('qcount')
  const capacity = h.word('dataqsiz')
  if (count > capacity || capacity > 2 ** 40) throw new UnreadableValue(`invalid channel: ${count} of ${capacity} elements`)
  const size = loader.types.size(type)
  const ring = h.word('buf')
  const first = h.word('recvx')
  return {
    address,
    count,
    capacity,
    closed: h.u32('closed') !== 0,
    get receivers() {
      return waiters(loader, h.struct('recvq'), type)
    },
    get senders() {
      return waiters(loader, h.struct('sendq'), type)
    },
    element: i => ({ type, address: ring + ((first + i) % capacity) * size }),
  }
}

/** The length and capacity of a channel; zeros for nil. */
export function channelCounts(loader: Loader, value: Value): { count: number; capacity: number } | undefined {
  const address = loader.pointer(value)
  if (address === 0) return undefined
  const layout = layoutOf(loader.target, 'runtime.hchan')
  return {
    count: loader.memory.word(address + layout.offset('qcount')),
    capacity: loader.memory.word(address + layout.offset('dataqsiz')),
  }
}

/** The channels that a goroutine is blocked on, as channel values; more than one in a select. */
export function channelsWaitedFor(loader: Loader, g: number): Value[] {
  const { target } = loader
  const list: Value[] = []
  let address = loader.memory.word(g + layoutOf(target, 'runtime.g').offset('waiting'))
  while (address !== 0 && list.length < mostWaiters) {
    const sudog = new StructReader(target, 'runtime.sudog', address)
    const channel = sudog.word('c')
    const elem =
      channel === 0 ? undefined : target.image.typeOfDescriptor(new StructReader(target, 'runtime.hchan', channel).word('elemtype'))
    if (elem !== undefined) list.push({ type: `chan ${elem}`, address: sudog.addressOf('c') })
    address = sudog.word('waitlink')
  }
  return list
}

function waiters(loader: Loader, queue: StructReader, type: string): Waiter[] {
  const list: Waiter[] = []
  const goid = layoutOf(loader.target, 'runtime.g').offset('goid')
  let address = queue.word('first')
  while (address !== 0 && list.length < mostWaiters) {
    const sudog = new StructReader(loader.target, 'runtime.sudog', address)
    const elem = sudog.word('elem')
    list.push({
      goid: loader.memory.word(sudog.word('g') + goid),
      elem: elem === 0 ? undefined : { type, address: elem },
      inSelect: sudog.bool('isSelect'),
    })
    address = sudog.word('next')
  }
  return list
}
