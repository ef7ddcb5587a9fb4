// This file turns numbers and symbol addresses into the bytes and relocations of one datum.
import type { DataObject, Relocation } from './object'

/** A datum under construction; it grows as it is written. */
export class DataWriter {
  private bytes = new Uint8Array(64)
  private view = new DataView(this.bytes.buffer)
  readonly relocations: Relocation[] = []
  readonly pointers: number[] = []
  length = 0

  constructor(size = 0) {
    this.reserve(size)
  }

  /** Makes the datum at least `size` bytes long. */
  reserve(size: number): void {
    if (size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(size, this.bytes.length * 2))
      grown.set(this.bytes)
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    this.length = Math.max(this.length, size)
  }

  u8(at: number, value: number): void {
    this.reserve(at + 1)
    this.bytes[at] = value
  }

  u16(at: number, value: number): void {
    this.reserve(at + 2)
    this.view.setUint16(at, value, true)
  }

  u32(at: number, value: number): void {
    this.reserve(at + 4)
    this.view.setUint32(at, value, true)
  }

  u64(at: number, value: number | bigint): void {
    this.reserve(at + 8)
    this.view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true)
  }

  /** The low `size` bytes of a number. */
  bits(at: number, value: bigint, size: number): void {
    if (size === 8) this.u64(at, value)
    else if (size === 4) this.u32(at, Number(BigInt.asUintN(32, value)))
    else if (size === 2) this.u16(at, Number(BigInt.asUintN(16, value)))
    else this.u8(at, Number(BigInt.asUintN(8, value)))
  }

  raw(at: number, bytes: Uint8Array): void {
    this.reserve(at + bytes.length)
    this.bytes.set(bytes, at)
  }

  address(at: number, symbol: string, addend = 0): void {
    this.reserve(at + 8)
    this.relocations.push({ offset: at, kind: 'abs64', symbol, addend })
  }

  offset(at: number, kind: 'typeoff' | 'textoff', symbol: string, method?: string): void {
    this.reserve(at + 4)
    this.relocations.push(method === undefined ? { offset: at, kind, symbol, addend: 0 } : { offset: at, kind, symbol, addend: 0, method })
  }

  finish(name: string, section: DataObject['section'], align: number): DataObject {
    return {
      name,
      section,
      bytes: this.bytes.slice(0, this.length),
      size: this.length,
      align,
      relocations: this.relocations,
      pointers: this.pointers,
    }
  }
}

/** The bytes of a byte string (char codes 0 to 255). */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
