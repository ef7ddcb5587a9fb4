// This file defines a value of the program, and what can be seen of it: text, children, and how it is changed. The files beside it do the work.
import type { Target } from '../target'
import { countChildren, indexedChildren, namedChildren } from './children'
import { Loader } from './loader'
import { TextWriter } from './text'

/** A value of the program: a type, and where its bytes are. */
export interface Value {
  /** Key of its TypeRecord. */
  readonly type: string
  /** Where it lives: it can be assigned to, and its address taken. */
  readonly address?: number
  /** Of a value that lives nowhere: computed, or in registers. */
  readonly bytes?: Uint8Array
  /** The text of a computed string, which is in no memory of the program. */
  readonly content?: Uint8Array
  /** Why it cannot be read. */
  readonly unreadable?: string
  /** Of rows that are no value of the program: what they show. */
  readonly shown?: { readonly text: string; readonly type?: string; readonly children?: readonly Child[] }
}

/** One row below a value. */
export interface Child {
  readonly name: string
  readonly value: Value
  /** The expression of the child, from that of its parent; absent if none evaluates to it. */
  readonly evaluateName?: (parent: string) => string
  /** internal: the runtime's own view of the value; virtual: computed for the user. */
  readonly presentation?: 'internal' | 'virtual'
}

/** How many children there are. For maps `indexed` counts entries; one may be two rows. */
export interface ChildInfo {
  readonly named: number
  readonly indexed: number
}

export interface TextOptions {
  /** Longest text of a value with children; the default is Delve's 256. */
  readonly limit?: number
  /** Integers in hexadecimal. */
  readonly hex?: boolean
  /** Unsigned integers as `104 = 0x68`, as Delve shows variables. */
  readonly withHex?: boolean
}

/** Reads values of one target. Nothing here throws: what cannot be read says so in its place. */
export class ValueReader {
  readonly loader: Loader

  constructor(readonly target: Target) {
    this.loader = new Loader(target)
  }

  /** `map[string]int`, `*main.T`; of an interface with the type inside: `error(*errors.errorString)`. */
  typeName(value: Value): string {
    if (value.shown?.type !== undefined) return value.shown.type
    const name = this.loader.types.name(value.type)
    if (value.unreadable !== undefined || this.loader.types.record(value.type)?.kind !== 'interface') return name
    try {
      const data = this.loader.dynamic(value)
      return data === undefined ? name : `${name}(${this.loader.types.name(data.type)})`
    } catch {
      return name
    }
  }

  /** Bytes its value takes. */
  size(value: Value): number {
    return this.loader.types.size(value.type)
  }

  /** The value on one line, as Delve writes it. */
  text(value: Value, options: TextOptions = {}): string {
    return new TextWriter(this.loader, options).text(value)
  }

  /** How many children there are, without making them. */
  children(value: Value): ChildInfo {
    return countChildren(this.loader, value)
  }

  namedChildren(value: Value): Child[] {
    return namedChildren(this.loader, value)
  }

  /** Children `start` up to `start + count`. Of a map these are entries, in an order that stays the same while the program is stopped. */
  indexedChildren(value: Value, start: number, count: number): Child[] {
    return indexedChildren(this.loader, value, start, count)
  }
}
