// This file turns a range of code into lines of disassembly with source lines, for clients that ask relative to an instruction.
import { disassembleRange } from '../machine/isa/disassemble'
import type { Target } from './target'

/** One instruction. `valid` is false for padding outside of code. */
export interface InstructionLine {
  readonly address: number
  readonly bytes: Uint8Array
  readonly text: string
  readonly file: string
  readonly line: number // 0: unknown
  readonly symbol: string
  readonly valid: boolean
}

/**
 * `count` instructions, beginning `offset` instructions away from the one at `address`. Outside of text they are padding. Instructions are found
 * from the entries of functions on, since amd64 code cannot be read backwards.
 */
export function disassembleAround(target: Target, address: number, offset: number, count: number): InstructionLine[] {
  const lines: InstructionLine[] = []
  const { functions } = target.image
  let index = functionIndex(target, address)
  if (index < 0) return padding(count)
  let own = functionLines(target, index)
  let position = own.findIndex(line => line.address + line.bytes.length > address)
  if (position < 0) position = own.length
  position += offset
  while (position < 0 && index > 0) {
    own = functionLines(target, --index)
    position += own.length
  }
  if (position < 0) {
    lines.push(...padding(Math.min(count, -position)))
    position = 0
  }
  while (lines.length < count) {
    if (position < own.length) lines.push(own[position++]!)
    else if (index + 1 < functions.length) {
      position -= own.length
      own = functionLines(target, ++index)
    } else lines.push(...padding(count - lines.length))
  }
  return lines
}

/** All instructions of a function; none if the program does not contain it. */
export function disassembleFunction(target: Target, name: string): InstructionLine[] {
  const f = target.image.functionNamed(name)
  return f === undefined ? [] : functionLines(target, target.image.functions.indexOf(f))
}

function padding(count: number): InstructionLine[] {
  return Array.from({ length: count }, () => ({
    address: 0,
    bytes: new Uint8Array(),
    text: 'invalid instruction',
    file: '',
    line: 0,
    symbol: '',
    valid: false,
  }))
}

function functionIndex(target: Target, address: number): number {
  const f = target.image.functionAt(address)
  return f === undefined ? -1 : target.image.functions.indexOf(f)
}

function functionLines(target: Target, index: number): InstructionLine[] {
  const { image } = target
  const f = image.functions[index]!
  const bytes = target.read(f.entry, f.end - f.entry) ?? new Uint8Array()
  const symbolize = (address: number) => {
    const found = image.symbolAt(address)
    return found === undefined ? undefined : { name: found.name, base: address - found.offset }
  }
  return disassembleRange(bytes, f.entry, { symbolize }).map(line => ({
    ...line,
    file: f.file,
    line: image.lineAt(line.address),
    symbol: f.name,
    valid: true,
  }))
}
