// Turns function bodies into the bytes of a wasm module: one imported memory, tables, functions, exports.

import { type Code, signed, unsigned, type ValueType, valueTypeCodes } from './expressions'
import type { FunctionBuilder } from './functionBuilder'

/** The memory every module of ours imports as `machine.memory`; pages of 64 KiB. */
export interface MemoryImport {
  readonly initialPages: number
  readonly maximumPages: number
}

export class ModuleBuilder {
  private readonly types: string[] = []
  private readonly typeCodes: Code[] = []
  private readonly functions: { type: number; builder: FunctionBuilder | undefined }[] = []
  private readonly exports: { name: string; index: number }[] = []
  private readonly imported: { name: string; type: number }[] = []
  private readonly elements: { start: number; functions: readonly number[] }[] = []
  private table: readonly number[] = []
  private readonly names = new Map<number, string>()

  /** With `sharesTable` table 0 is imported as `machine.functions`, and a table of its own is table 1. */
  constructor(
    private readonly memory: MemoryImport,
    private readonly sharesTable = false,
  ) {}

  /** Number of the function imported as `machine.name`. All imports come before all functions. */
  import(name: string, parameters: readonly ValueType[], results: readonly ValueType[]): number {
    if (this.functions.length) throw new Error('imports come first')
    return this.imported.push({ name, type: this.signature(parameters, results) }) - 1
  }

  /** Number of a function signature. */
  signature(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters}>${results}`
    const known = this.types.indexOf(key)
    if (known >= 0) return known
    const list = (types: readonly ValueType[]) => [unsigned(types.length), types.map(type => valueTypeCodes[type])]
    this.typeCodes.push([0x60, list(parameters), list(results)])
    return this.types.push(key) - 1
  }

  /** Reserves a function number, so that functions can call one another before their bodies exist. */
  declare(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    return this.imported.length + this.functions.push({ type: this.signature(parameters, results), builder: undefined }) - 1
  }

  define(index: number, builder: FunctionBuilder) {
    this.functions[index - this.imported.length].builder = builder
  }

  add(builder: FunctionBuilder): number {
    const index = this.declare(builder.parameters, builder.results)
    this.define(index, builder)
    return index
  }

  /** What profilers and stack traces call a function; in the order of the numbers. */
  name(index: number, name: string) {
    this.names.set(index, name)
  }

  export(name: string, index: number) {
    this.exports.push({ name, index })
  }

  /** The functions of the module's own table, in order. */
  setTable(functions: readonly number[]) {
    this.table = functions
  }

  /** Functions that the module writes into the shared table when it is instantiated. */
  addElements(start: number, functions: readonly number[]) {
    this.elements.push({ start, functions })
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new ByteSink()
    out.write([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    section(out, 1, [unsigned(this.typeCodes.length), this.typeCodes])
    const limits = [0x01, unsigned(this.memory.initialPages), unsigned(this.memory.maximumPages)]
    const imports: Code[] = [[text('machine'), text('memory'), 0x02, limits]]
    if (this.sharesTable) imports.push([text('machine'), text('functions'), 0x01, 0x70, 0x00, 0])
    for (const { name, type } of this.imported) imports.push([text('machine'), text(name), 0x00, unsigned(type)])
    section(out, 2, [unsigned(imports.length), imports])
    section(out, 3, [unsigned(this.functions.length), this.functions.map(({ type }) => unsigned(type))])
    if (this.table.length) section(out, 4, [1, 0x70, 0x00, unsigned(this.table.length)])
    section(out, 7, [unsigned(this.exports.length), this.exports.map(({ name, index }) => [text(name), 0, unsigned(index)])])
    const list = (functions: readonly number[]) => [unsigned(functions.length), functions.map(index => unsigned(index))]
    const segments: Code[] = this.elements.map(({ start, functions }) => [0, 0x41, signed(start), 0x0b, list(functions)])
    if (this.table.length) {
      segments.push(this.sharesTable ? [2, 1, 0x41, 0, 0x0b, 0x00, list(this.table)] : [0, 0x41, 0, 0x0b, list(this.table)])
    }
    if (segments.length) section(out, 9, [unsigned(segments.length), segments])
    out.write([10])
    const code = out.beginSized()
    out.write(unsigned(this.functions.length))
    for (const { builder } of this.functions) {
      const body = out.beginSized()
      out.write(builder!.finish())
      out.endSized(body)
    }
    out.endSized(code)
    if (this.names.size) {
      out.write([0])
      const custom = out.beginSized()
      out.write([text('name'), 1])
      const map = out.beginSized()
      out.write([unsigned(this.names.size), [...this.names].map(([index, name]) => [unsigned(index), text(name)])])
      out.endSized(map)
      out.endSized(custom)
    }
    return out.bytes()
  }
}

function text(value: string): Code {
  return [unsigned(value.length), [...value].map(char => char.charCodeAt(0))]
}

function section(out: ByteSink, id: number, content: Code) {
  out.write([id])
  const at = out.beginSized()
  out.write(content)
  out.endSized(at)
}

class ByteSink {
  length = 0
  private buffer = new Uint8Array(0x20000)

  write(code: Code) {
    for (let i = 0; i < code.length; i++) {
      const item = code[i]
      if (typeof item !== 'number') this.write(item)
      else {
        if (this.length === this.buffer.length) this.grow(this.length + 1)
        this.buffer[this.length++] = item
      }
    }
  }

  /** Leaves room for the length of what follows, always as five bytes of LEB128, which spares copying it behind its length. */
  beginSized(): number {
    this.write([0x80, 0x80, 0x80, 0x80, 0])
    return this.length
  }

  endSized(start: number) {
    let size = this.length - start
    for (let i = -5; i < 0; i++, size >>>= 7) this.buffer[start + i] = (size & 0x7f) | (i < -1 ? 0x80 : 0)
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length)
  }

  private grow(needed: number) {
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.buffer)
    this.buffer = larger
  }
}
