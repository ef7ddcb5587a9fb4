// This file turns a value into the rows below it: fields, elements, entries, what a pointer or an interface holds, who waits on a channel.
//
// Rows of one value never share a name, since clients tell them apart by it. Indexed rows are made for the asked window only.

import { hexAddress } from '../../common/addresses'
import { word64 } from '../../common/bytes'
import type { TypeRecord } from '../../image/records'
import { readChannel, type Waiter } from '../runtime/channels'
import { bucketCount, type MapHeader, mapFlag, oldBucketCount, readHeader } from '../runtime/hmap'
import { writersOf } from '../runtime/mapCalls'
import { type MapEntry, MapWalk } from '../runtime/mapWalk'
import { lockState } from '../runtime/semaphores'
import { type Loader, reasonOf } from './loader'
import { TextWriter } from './text'
import type { Child, ChildInfo, Value } from './value'

const none: ChildInfo = { named: 0, indexed: 0 }
const longestName = 64 // of a map's key as the name of a row; Delve's limit

/** How many rows there are; a value that cannot be read has none. */
export function countChildren(loader: Loader, value: Value): ChildInfo {
  if (value.shown !== undefined) return { named: value.shown.children?.length ?? 0, indexed: 0 }
  if (value.unreadable !== undefined) return none
  try {
    const record = loader.record(value)
    switch (record.kind) {
      case 'struct':
        loader.bytes(value, Math.min(1, record.size))
        return { named: (record.fields?.length ?? 0) + lockRows(loader, value).length, indexed: 0 }
      case 'array':
        return { named: hasText(record) && record.len! > 0 ? 1 : 0, indexed: record.len ?? 0 }
      case 'slice': {
        const { array, len } = loader.slice(value)
        return array === 0 || len === 0 ? none : { named: hasText(record) ? 1 : 0, indexed: len }
      }
      case 'pointer':
        return { named: loader.pointer(value) === 0 ? 0 : 1, indexed: 0 }
      case 'interface':
        return { named: loader.dynamic(value) === undefined ? 0 : 1, indexed: 0 }
      case 'map': {
        const header = readHeader(loader, value)
        const writing = header !== undefined && (header.flags & mapFlag.hashWriting) !== 0
        return header === undefined || (header.count === 0 && !writing) ? none : { named: writing ? 3 : 2, indexed: header.count }
      }
      case 'chan': {
        const channel = readChannel(loader, value)
        return channel === undefined ? none : { named: 4, indexed: channel.count }
      }
      default:
        return none
    }
  } catch {
    return none
  }
}

/** The rows that have names of their own. */
export function namedChildren(loader: Loader, value: Value): Child[] {
  if (value.shown !== undefined) return [...(value.shown.children ?? [])]
  return guarded(() => {
    const record = loader.record(value)
    switch (record.kind) {
      case 'struct':
        return [...fieldRows(loader, value, record), ...lockRows(loader, value)]
      case 'array':
      case 'slice':
        return countChildren(loader, value).named === 0 ? [] : [stringRow(loader, value, record)]
      case 'pointer': {
        const elem = loader.deref(value)
        return elem === undefined ? [] : [{ name: '', value: elem, evaluateName: parent => `(*${parent})` }]
      }
      case 'interface': {
        const data = loader.dynamic(value)
        return data === undefined ? [] : [{ name: 'data', value: data, evaluateName: parent => `${parent}.(data)` }]
      }
      case 'map': {
        const header = readHeader(loader, value)
        return header === undefined ? [] : mapRows(loader, value, header)
      }
      case 'chan':
        return channelRows(loader, value)
      default:
        return []
    }
  })
}

/** The rows `start` up to `start + count` of elements or entries. */
export function indexedChildren(loader: Loader, value: Value, start: number, count: number): Child[] {
  if (value.shown !== undefined) return []
  return guarded(() => {
    const record = loader.record(value)
    const end = Math.min(start + count, countChildren(loader, value).indexed)
    const rows = (elementAt: (i: number) => Value, indexable: boolean): Child[] => {
      const list: Child[] = []
      for (let i = Math.max(0, start); i < end; i++)
        list.push({ name: `[${i}]`, value: elementAt(i), ...(indexable ? { evaluateName: (parent: string) => `${parent}[${i}]` } : {}) })
      return list
    }
    switch (record.kind) {
      case 'array': {
        const size = loader.types.size(record.elem!)
        return rows(i => loader.part(value, record.elem!, i * size), true)
      }
      case 'slice': {
        const { array } = loader.slice(value)
        const size = loader.types.size(record.elem!)
        return rows(i => ({ type: record.elem!, address: array + i * size }), true)
      }
      case 'map':
        return end <= start ? [] : entryRows(loader, new MapWalk(loader, value).entries(start, end - start), start)
      case 'chan': {
        const channel = readChannel(loader, value)
        return channel === undefined ? [] : rows(i => channel.element(i), false)
      }
      default:
        return []
    }
  })
}

function guarded(make: () => Child[]): Child[] {
  try {
    return make()
  } catch (error) {
    return [{ name: '(unreadable)', value: { type: 'string', unreadable: reasonOf(error) } }]
  }
}

// --------------------------------------------------------------------------------------------------------- structs and elements

function fieldRows(loader: Loader, value: Value, record: TypeRecord): Child[] {
  let blanks = 0
  return (record.fields ?? []).map(field => {
    const blank = field.name === '_'
    return {
      name: blank && blanks++ > 0 ? `_ (${blanks})` : field.name,
      value: loader.part(value, field.type, field.offset),
      ...(blank ? {} : { evaluateName: (parent: string) => `${parent}.${field.name}` }),
    }
  })
}

/** What a lock says of itself: whether it is held, and who waits for it. */
function lockRows(loader: Loader, value: Value): Child[] {
  if (!value.type.startsWith('sync.') || value.address === undefined) return []
  const state = lockState(loader.target, value.type, value.address)
  if (state === undefined) return []
  const row = (name: string, text: string): Child => ({
    name,
    value: { type: 'string', shown: { text, type: '' } },
    presentation: 'virtual',
  })
  return [
    row('lock', state.text),
    ...state.waiters.map(({ name, goids }) => row(name, goids.length === 0 ? 'nobody' : goids.map(goid => `goroutine ${goid}`).join(', '))),
  ]
}

/** Bytes and runes can be read as text. */
function hasText(record: TypeRecord): boolean {
  return record.elem === 'uint8' || record.elem === 'int32'
}

const longestText = 4096

function stringRow(loader: Loader, value: Value, record: TypeRecord): Child {
  const row = (text: Value): Child => ({
    name: 'string()',
    value: text,
    presentation: 'virtual',
    evaluateName: parent => `string(${parent}${record.kind === 'array' ? '[:]' : ''})`,
  })
  try {
    const length = record.kind === 'array' ? record.len! : loader.slice(value).len
    const size = loader.types.size(record.elem!)
    const first = record.kind === 'array' ? value : { type: record.elem!, address: loader.slice(value).array }
    const bytes = loader.bytes(first, Math.min(length, longestText) * size)
    return row({ type: 'string', content: size === 1 ? bytes : runesToBytes(bytes) })
  } catch (error) {
    return row({ type: 'string', unreadable: reasonOf(error) })
  }
}

/** UTF-8 of 4-byte code points. */
export function runesToBytes(runes: Uint8Array): Uint8Array {
  const view = new DataView(runes.buffer, runes.byteOffset, runes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= runes.length; at += 4) {
    const rune = view.getInt32(at, true)
    text += rune < 0 || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000) ? '\ufffd' : String.fromCodePoint(rune)
  }
  return new TextEncoder().encode(text)
}

// ------------------------------------------------------------------------------------------------------------------------ maps

function mapRows(loader: Loader, map: Value, header: MapHeader): Child[] {
  const writing = (header.flags & mapFlag.hashWriting) !== 0
  if (header.count === 0 && !writing) return []
  const length: Child = {
    name: 'len()',
    value: { type: 'int', bytes: word64(header.count) },
    evaluateName: parent => `len(${parent})`,
    presentation: 'virtual',
  }
  const B = header.B
  const oldB = Math.max(0, Math.log2(Math.max(1, oldBucketCount(header))))
  const rows: Child[] = [length]
  if (writing) {
    const text = `being written by ${writersOf(loader.target, header.address) || 'a goroutine that has been interrupted'}`
    rows.push({ name: 'writing', value: { type: 'string', shown: { text, type: '' } }, presentation: 'virtual' })
  }
  const type = bucketCount(header) === 0 ? 'runtime.hmap' : `hmap#${B}#${oldB}#${map.type}`
  rows.push({
    name: 'hmap',
    value: { type, address: header.address },
    evaluateName: () => `(*(*${JSON.stringify(type)})(${hexAddress(header.address)}))`,
    presentation: 'internal',
  })
  return rows
}

/** One row an entry, named by its key; two where neither key nor element fits on a line of its own. */
function entryRows(loader: Loader, entries: readonly MapEntry[], start: number): Child[] {
  const rows: Child[] = []
  const names = new Set<string>()
  entries.forEach(({ key, elem }, i) => {
    const composite = isComposite(loader, key)
    const keyExpression = `(*(*${JSON.stringify(key.type)})(${hexAddress(key.address ?? 0)}))`
    const evaluateName = (parent: string) => `${parent}[${keyLiteral(loader, key) ?? keyExpression}]`
    if (composite && isComposite(loader, elem)) {
      rows.push(
        { name: `[key ${start + i}]`, value: key, evaluateName: () => keyExpression },
        { name: `[val ${start + i}]`, value: elem, evaluateName },
      )
      return
    }
    let name = new TextWriter(loader, { limit: longestName * 4 }).text(key)
    if (name.length > longestName || names.has(name)) name = `${name.slice(0, longestName)}... @ ${hexAddress(key.address ?? 0)}`
    names.add(name)
    rows.push({ name, value: elem, evaluateName })
  })
  return rows
}

/** Whether a value has rows of its own. */
function isComposite(loader: Loader, value: Value): boolean {
  const { named, indexed } = countChildren(loader, value)
  return named + indexed > 0
}

/** A scalar key as Go writes it; undefined if the entry must be named by the address of its key. */
function keyLiteral(loader: Loader, key: Value): string | undefined {
  try {
    switch (loader.record(key).kind) {
      case 'bool':
        return String(loader.bool(key))
      case 'int':
      case 'uint':
        return String(loader.integer(key))
      case 'float': {
        const number = loader.float(key)
        return Number.isFinite(number) ? String(number) : undefined
      }
      case 'string':
        return loader.stringLength(key) > 512 ? undefined : new TextWriter(loader).text(key)
      default:
        return undefined
    }
  } catch {
    return undefined
  }
}

// -------------------------------------------------------------------------------------------------------------------- channels

function channelRows(loader: Loader, value: Value): Child[] {
  const channel = readChannel(loader, value)
  if (channel === undefined) return []
  const queue = (name: string, waiters: readonly Waiter[], sends: boolean): Child => ({
    name,
    presentation: 'virtual',
    value: {
      type: value.type,
      shown: {
        text: waiters.length === 0 ? 'nobody' : waiters.map(waiter => `goroutine ${waiter.goid}`).join(', '),
        type: '',
        children: waiters.map((waiter, i) => waiterRow(loader, waiter, i, sends)),
      },
    },
  })
  return [
    { name: 'closed', value: { type: 'bool', bytes: new Uint8Array([channel.closed ? 1 : 0]) }, presentation: 'virtual' },
    queue('receivers', channel.receivers, false),
    queue('senders', channel.senders, true),
    {
      name: 'hchan',
      value: { type: 'runtime.hchan', address: channel.address },
      evaluateName: () => `(*(*runtime.hchan)(${hexAddress(channel.address)}))`,
      presentation: 'internal',
    },
  ]
}

function waiterRow(loader: Loader, waiter: Waiter, i: number, sends: boolean): Child {
  const { elem } = waiter
  const select = waiter.inSelect ? ', in a select' : ''
  const what =
    elem === undefined
      ? sends
        ? 'sends'
        : 'receives'
      : sends
        ? `sends ${new TextWriter(loader, { limit: 80 }).text(elem)}`
        : `receives into ${hexAddress(elem.address ?? 0)}`
  return {
    name: `[${i}]`,
    value: {
      type: elem?.type ?? 'int',
      shown: {
        text: `goroutine ${waiter.goid} ${what}${select}`,
        type: '',
        children: elem === undefined ? [] : [{ name: 'elem', value: elem }],
      },
    },
  }
}
