// This file turns compiled packages into bytes and back: the archive of the goroot, made when Mapscope is built.
//
// A launch reads as little of it as it can, since users wait for it. Per package there are
//   the index    JSON: what the package is called and imports, its outline, and where everything else stands
//   link text    a line of JSON for each function and datum: what the linker wants of it
//   debug text   JSON for each function and for the tables of types, globals and constants: what a debugger may want of them
//   blob         the bytes of functions and data
// A function's line is parsed when the linker reaches it, its debug text when somebody asks for a line or a variable of it.
import {
  type CallRecord,
  type ConstantRecord,
  type DataObject,
  type FunctionObject,
  type GlobalRecord,
  type PackageObject,
  type PackedRelocations,
  type Relocation,
  relocationKinds,
  type SignatureRecord,
  type TableEntry,
  type TypeRecord,
  type VariableRecord,
} from './codegen/object'
import { encodedTables } from './functionTables'
import type { PackageOutline } from './types/outline'

const magic = 'MSAR0002'

/** A stretch of bytes or characters: start, length. */
type Stretch = readonly [start: number, length: number]

interface PackageEntry {
  readonly path: string
  /** Places in the archive, counted from the end of its header. */
  readonly index: Stretch
  readonly linkText: Stretch
  readonly debugText: Stretch
  readonly blob: Stretch
}

interface PackageIndex {
  readonly name: string
  readonly imports: readonly string[]
  readonly init?: string
  readonly outline: PackageOutline
  /** Symbols that relocations name by their index. */
  readonly symbols: readonly string[]
  /** Names, and for each its stretch of the link text. */
  readonly functions: readonly string[]
  readonly functionPlaces: readonly number[]
  readonly data: readonly string[]
  readonly dataPlaces: readonly number[]
  /** Stretches of the debug text. */
  readonly types: Stretch
  readonly globals: Stretch
  readonly constants: Stretch
}

type FunctionLine = readonly [
  bytes: Stretch,
  relocations: readonly number[],
  methods: readonly string[],
  file: string,
  numbers: readonly number[],
  argPointers: readonly number[],
  localPointers: readonly number[],
  argInfo: readonly number[],
  lineTable: Stretch,
  spTable: Stretch,
  debug: Stretch,
]

interface FunctionDebug {
  readonly lines: readonly TableEntry[]
  readonly statements: readonly number[]
  readonly sp: readonly TableEntry[]
  readonly variables: readonly VariableRecord[]
  readonly calls: readonly CallRecord[]
  readonly signature?: SignatureRecord | undefined
}

type DataLine = readonly [
  bytes: Stretch | 0,
  section: DataObject['section'],
  size: number,
  align: number,
  relocations: readonly number[],
  methods: readonly string[],
  pointers: readonly number[],
  interfaceMethods?: readonly string[],
]

/** A package whose parts are read when they are wanted. */
export interface ArchivedPackage extends PackageObject {
  readonly outline: PackageOutline
}

/** Packages that are read from their bytes when first asked for. */
export class PackageArchive {
  private readonly entries = new Map<string, PackageEntry>()
  private readonly known = new Map<string, ArchivedPackage>()
  private readonly base: number

  constructor(private readonly bytes: Uint8Array) {
    const decoder = new TextDecoder()
    if (decoder.decode(bytes.subarray(0, 8)) !== magic) throw new Error('not an archive of Mapscope')
    const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
    this.base = 12 + headerLength
    const header = JSON.parse(decoder.decode(bytes.subarray(12, this.base))) as PackageEntry[]
    for (const entry of header) this.entries.set(entry.path, entry)
  }

  get paths(): string[] {
    return [...this.entries.keys()]
  }

  /** What a package declares; undefined if it is not in the archive. */
  outline(path: string): PackageOutline | undefined {
    return this.get(path)?.outline
  }

  get(path: string): ArchivedPackage | undefined {
    const entry = this.entries.get(path)
    if (entry === undefined) return undefined
    let found = this.known.get(path)
    if (found === undefined) {
      found = new LazyPackage(this.bytes.subarray(this.base), entry)
      this.known.set(path, found)
    }
    return found
  }
}

class LazyPackage implements ArchivedPackage {
  readonly path: string
  readonly functions: readonly FunctionObject[]
  readonly data: readonly DataObject[]
  readonly index: PackageIndex
  private linkText: string | undefined
  private typesRead: Readonly<Record<string, TypeRecord>> | undefined
  private globalsRead: readonly GlobalRecord[] | undefined
  private constantsRead: readonly ConstantRecord[] | undefined

  constructor(
    private readonly bytes: Uint8Array,
    private readonly entry: PackageEntry,
  ) {
    this.path = entry.path
    this.index = JSON.parse(this.text(entry.index)) as PackageIndex
    this.functions = this.index.functions.map((name, i) => new LazyFunction(this, name, i))
    this.data = this.index.data.map((name, i) => new LazyData(this, name, i))
  }

  get name(): string {
    return this.index.name
  }
  get imports(): readonly string[] {
    return this.index.imports
  }
  get init(): string | undefined {
    return this.index.init
  }
  get outline(): PackageOutline {
    return this.index.outline
  }
  get types(): Readonly<Record<string, TypeRecord>> {
    this.typesRead ??= this.debug(this.index.types) as Readonly<Record<string, TypeRecord>>
    return this.typesRead
  }
  get globals(): readonly GlobalRecord[] {
    this.globalsRead ??= this.debug(this.index.globals) as readonly GlobalRecord[]
    return this.globalsRead
  }
  get constants(): readonly ConstantRecord[] {
    this.constantsRead ??= this.debug(this.index.constants) as readonly ConstantRecord[]
    return this.constantsRead
  }

  private text([start, length]: Stretch): string {
    return new TextDecoder().decode(this.bytes.subarray(start, start + length))
  }

  debug([start, length]: Stretch): unknown {
    return JSON.parse(this.text([this.entry.debugText[0] + start, length]))
  }

  /** Stretches of the link text count characters: it is decoded as a whole. */
  line(places: readonly number[], i: number): unknown {
    this.linkText ??= this.text(this.entry.linkText)
    const start = places[i]!
    return JSON.parse(this.linkText.slice(start, places[i + 1]!))
  }

  blob([start, length]: Stretch): Uint8Array {
    const at = this.entry.blob[0] + start
    return this.bytes.subarray(at, at + length)
  }

  relocations(numbers: readonly number[], methods: readonly string[]): Relocation[] {
    const result: Relocation[] = []
    let method = 0
    for (let i = 0; i < numbers.length; i += 4) {
      const code = numbers[i + 1]!
      const relocation = {
        offset: numbers[i]!,
        kind: relocationKinds[code & 3]!,
        symbol: this.index.symbols[numbers[i + 2]!]!,
        addend: numbers[i + 3]!,
      }
      result.push(code & 4 ? { ...relocation, method: methods[method++]! } : relocation)
    }
    return result
  }
}

class LazyFunction implements FunctionObject {
  private read: FunctionLine | undefined
  private debugRead: FunctionDebug | undefined
  private bytesRead: Uint8Array | undefined

  constructor(
    private readonly owner: LazyPackage,
    readonly name: string,
    private readonly at: number,
  ) {}

  private get line(): FunctionLine {
    this.read ??= this.owner.line(this.owner.index.functionPlaces, this.at) as FunctionLine
    return this.read
  }
  private get debug(): FunctionDebug {
    this.debugRead ??= this.owner.debug(this.line[10]) as FunctionDebug
    return this.debugRead
  }

  get bytes(): Uint8Array {
    this.bytesRead ??= this.owner.blob(this.line[0])
    return this.bytesRead
  }
  get relocations(): readonly Relocation[] {
    return this.owner.relocations(this.line[1], this.line[2])
  }
  get packed(): PackedRelocations {
    return { numbers: this.line[1], methods: this.line[2], symbols: this.owner.index.symbols }
  }
  get file(): string {
    return this.line[3]
  }
  get startLine(): number {
    return this.line[4][0]!
  }
  get prologueEnd(): number {
    return this.line[4][1]!
  }
  get frameSize(): number {
    return this.line[4][2]!
  }
  get argSize(): number {
    return this.line[4][3]!
  }
  get deferReturn(): number {
    return this.line[4][4]!
  }
  get flags(): number {
    return this.line[4][5]!
  }
  get argPointers(): readonly number[] {
    return this.line[5]
  }
  get localPointers(): readonly number[] {
    return this.line[6]
  }
  get argInfo(): readonly number[] {
    return this.line[7]
  }
  get encodedTables() {
    return { lines: this.owner.blob(this.line[8]), sp: this.owner.blob(this.line[9]) }
  }
  get lines(): readonly TableEntry[] {
    return this.debug.lines
  }
  get statements(): readonly number[] {
    return this.debug.statements
  }
  get sp(): readonly TableEntry[] {
    return this.debug.sp
  }
  get variables(): readonly VariableRecord[] {
    return this.debug.variables
  }
  get calls(): readonly CallRecord[] {
    return this.debug.calls
  }
  get signature(): SignatureRecord | undefined {
    return this.debug.signature
  }
}

class LazyData implements DataObject {
  private read: DataLine | undefined

  constructor(
    private readonly owner: LazyPackage,
    readonly name: string,
    private readonly at: number,
  ) {}

  private get line(): DataLine {
    this.read ??= this.owner.line(this.owner.index.dataPlaces, this.at) as DataLine
    return this.read
  }

  get bytes(): Uint8Array | undefined {
    return this.line[0] === 0 ? undefined : this.owner.blob(this.line[0])
  }
  get section(): DataObject['section'] {
    return this.line[1]
  }
  get size(): number {
    return this.line[2]
  }
  get align(): number {
    return this.line[3]
  }
  get relocations(): readonly Relocation[] {
    return this.owner.relocations(this.line[4], this.line[5])
  }
  get packed(): PackedRelocations {
    return { numbers: this.line[4], methods: this.line[5], symbols: this.owner.index.symbols }
  }
  get pointers(): readonly number[] {
    return this.line[6]
  }
  get interfaceMethods(): readonly string[] | undefined {
    return this.line[7]
  }
}

/** The bytes of an archive with the given packages; `outlines` has the outline of each. */
export function writeArchive(packages: readonly PackageObject[], outlines: ReadonlyMap<string, PackageOutline>): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const entries: PackageEntry[] = []
  let at = 0
  const append = (part: Uint8Array): Stretch => {
    const place: Stretch = [at, part.length]
    parts.push(part)
    at += part.length
    return place
  }
  for (const object of packages) {
    const written = new PackageWriter(object, outlines.get(object.path)!)
    entries.push({
      path: object.path,
      index: append(encoder.encode(JSON.stringify(written.index))),
      linkText: append(encoder.encode(written.linkText)),
      debugText: append(concatenate(written.debugParts)),
      blob: append(concatenate(written.blobParts)),
    })
  }
  const head = encoder.encode(JSON.stringify(entries))
  const prefix = new Uint8Array(12)
  prefix.set(encoder.encode(magic))
  new DataView(prefix.buffer).setUint32(8, head.length, true)
  return concatenate([prefix, head, ...parts])
}

/** Lays the parts of one package out. */
class PackageWriter {
  readonly index: PackageIndex
  linkText = ''
  readonly debugParts: Uint8Array[] = []
  readonly blobParts: Uint8Array[] = []
  private debugSize = 0
  private blobSize = 0
  private readonly symbols = new Map<string, number>()

  constructor(object: PackageObject, outline: PackageOutline) {
    const functionPlaces = object.functions.map(f => this.addLine(this.functionLine(f)))
    functionPlaces.push(this.linkText.length)
    const dataPlaces = object.data.map(d => this.addLine(this.dataLine(d)))
    dataPlaces.push(this.linkText.length)
    this.index = {
      name: object.name,
      imports: object.imports,
      ...(object.init === undefined ? {} : { init: object.init }),
      outline,
      functions: object.functions.map(f => f.name),
      functionPlaces,
      data: object.data.map(d => d.name),
      dataPlaces,
      types: this.addDebug(object.types),
      globals: this.addDebug(object.globals),
      constants: this.addDebug(object.constants),
      symbols: [...this.symbols.keys()],
    }
  }

  private addLine(line: FunctionLine | DataLine): number {
    const start = this.linkText.length
    this.linkText += `${JSON.stringify(line)}\n`
    return start
  }

  private addDebug(value: unknown): Stretch {
    const bytes = new TextEncoder().encode(JSON.stringify(value))
    this.debugParts.push(bytes)
    this.debugSize += bytes.length
    return [this.debugSize - bytes.length, bytes.length]
  }

  private addBytes(bytes: Uint8Array): Stretch {
    this.blobParts.push(bytes)
    this.blobSize += bytes.length
    return [this.blobSize - bytes.length, bytes.length]
  }

  private symbol(name: string): number {
    let number = this.symbols.get(name)
    if (number === undefined) {
      number = this.symbols.size
      this.symbols.set(name, number)
    }
    return number
  }

  private functionLine(f: FunctionObject): FunctionLine {
    const tables = encodedTables(f)
    const { lines, statements, sp, variables, calls, signature } = f
    const debug: FunctionDebug = { lines, statements, sp, variables, calls, signature }
    return [
      this.addBytes(f.bytes),
      this.relocationNumbers(f.relocations),
      methodNames(f.relocations),
      f.file,
      [f.startLine, f.prologueEnd, f.frameSize, f.argSize, f.deferReturn, f.flags],
      f.argPointers,
      f.localPointers,
      f.argInfo,
      this.addBytes(tables.lines),
      this.addBytes(tables.sp),
      this.addDebug(debug),
    ]
  }

  private dataLine(d: DataObject): DataLine {
    const line = [
      d.bytes === undefined ? 0 : this.addBytes(d.bytes),
      d.section,
      d.size,
      d.align,
      this.relocationNumbers(d.relocations),
      methodNames(d.relocations),
      d.pointers,
    ] as const
    return d.interfaceMethods === undefined ? line : [...line, d.interfaceMethods]
  }

  private relocationNumbers(relocations: readonly Relocation[]): number[] {
    return relocations.flatMap(({ offset, kind, symbol, addend, method }) => [
      offset,
      relocationKinds.indexOf(kind) | (method === undefined ? 0 : 4),
      this.symbol(symbol),
      addend,
    ])
  }
}

function methodNames(relocations: readonly Relocation[]): string[] {
  return relocations.flatMap(({ method }) => (method === undefined ? [] : [method]))
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
