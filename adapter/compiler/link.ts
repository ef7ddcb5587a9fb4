// This file turns compiled packages into an image: finds what is reachable, gives it places, fills in addresses, and writes the tables
// with which the runtime finds its way in the program (moduledata; layout in ABI.md).
import { Image, type ImageFunction, type ImageSymbol, type Section } from '../image/image'
import { FunctionFlag } from '../image/records'
import { DataWriter } from './codegen/dataWriter'
import { markPointers } from './codegen/layout'
import { type DataObject, type FunctionObject, type PackageObject, type Relocation, relocationKinds } from './codegen/object'
import { FunctionTables, functionRecordSize } from './functionTables'

const textStart = 0x401000
const pageSize = 0x1000
const entrySymbol = '_rt0_amd64_linux'
// Called from machine code of the runtime, through addresses that no relocation shows, or by the debugger.
const roots = [entrySymbol, 'runtime.main', 'main.main', 'runtime.firstmoduledata', 'runtime.debugCall', 'runtime.Goexit']

type Data = DataObject

interface Placed<T> {
  readonly object: T
  readonly package: string
  address: number
  reached: boolean
}

/** A symbol that is used and defined nowhere; `from` uses it. */
export class LinkError extends Error {
  constructor(readonly missing: readonly { symbol: string; from: string }[]) {
    super(missing.map(({ symbol, from }) => `${from}: relocation target ${symbol} not defined`).join('\n'))
  }
}

/** Links packages, dependencies first, into an image. Throws LinkError when a symbol is missing. */
export function link(packages: readonly PackageObject[]): Image {
  return new Linker(packages).link()
}

class Linker {
  private readonly functions = new Map<string, Placed<FunctionObject>>()
  private readonly data = new Map<string, Placed<Data>>()
  private readonly symbols = new Map<string, ImageSymbol>()
  // Methods in descriptors are followed once an interface with a method of that name is reached.
  private readonly wantedMethods = new Set<string>()
  private readonly places = new Map<readonly string[], (Placed<FunctionObject> | Placed<Data> | undefined)[]>()
  private readonly waitingMethods = new Map<string, { symbol: string; from: string }[]>()

  constructor(private readonly packages: readonly PackageObject[]) {
    for (const pkg of packages) {
      for (const object of pkg.functions)
        if (!this.functions.has(object.name)) this.functions.set(object.name, { object, package: pkg.path, address: 0, reached: false })
      for (const object of pkg.data)
        if (!this.data.has(object.name))
          this.data.set(object.name, { object: initialised(object), package: pkg.path, address: 0, reached: false })
    }
  }

  link(): Image {
    const inits = this.packages.map(pkg => pkg.init).filter(init => init !== undefined)
    this.reach([...roots, ...inits])
    const functions = [...this.functions.values()].filter(f => f.reached)
    const data = [...this.data.values()].filter(d => d.reached)

    const textEnd = this.placeText(functions)
    const tables = new FunctionTables(functions.map(f => f.object))
    const own = this.ownData(functions.length, tables, inits, data)
    for (const object of own) {
      const placed = { object, package: 'runtime', address: 0, reached: true }
      this.data.set(object.name, placed)
      data.push(placed)
    }
    let address = align(textEnd, pageSize)
    const regions: Region[] = []
    for (const section of ['rodata', 'types', 'itabs', 'data', 'bss'] as const) {
      if (section === 'data') address = align(address, pageSize)
      const region = this.placeData(
        section,
        data.filter(d => d.object.section === section),
        align(address, 64),
      )
      regions.push(region)
      address = region.end
    }
    const [rodata, types, itabs, dataRegion, bss] = regions as [Region, Region, Region, Region, Region]
    const bases = { text: textStart, types: types.start }

    const text = new Uint8Array(textEnd - textStart).fill(0xcc)
    for (const f of functions) {
      text.set(f.object.bytes, f.address - textStart)
      this.relocate(text, f.address - textStart, f, bases)
    }
    for (const region of regions) {
      if (region === bss) continue
      for (const d of region.members) {
        if (d.object.bytes !== undefined) region.bytes.set(d.object.bytes, d.address - region.start)
        this.relocate(region.bytes, d.address - region.start, d, bases)
      }
    }
    this.fillModuleData({ textEnd, rodata, types, itabs, data: dataRegion, bss, functions, tables, inits })

    const sections: Section[] = [
      { name: '.text', address: textStart, size: text.length, bytes: text, writable: false, executable: true },
      ...[rodata, types, itabs].map((r, i) => ({
        name: ['.rodata', '.typelink', '.itablink'][i]!,
        address: r.start,
        size: r.end - r.start,
        bytes: r.bytes,
        writable: false,
        executable: false,
      })),
      {
        name: '.data',
        address: dataRegion.start,
        size: dataRegion.end - dataRegion.start,
        bytes: dataRegion.bytes,
        writable: true,
        executable: false,
      },
      { name: '.bss', address: bss.start, size: bss.end - bss.start, writable: true, executable: false },
    ]
    return new Image({
      entry: this.functions.get(entrySymbol)!.address,
      sections,
      functions: functions.map(f => new LinkedFunction(f)),
      symbols: this.symbols,
      tables: this.packages,
      packages: this.packages.map(pkg => ({ path: pkg.path, name: pkg.name })),
    })
  }

  // ----------------------------------------------------------------------------------------------------------- reachability

  private reach(names: readonly string[]): void {
    const missing = new Map<string, string>()
    const work: (Placed<FunctionObject> | Placed<Data>)[] = []
    const use = (symbol: string, placed: Placed<FunctionObject> | Placed<Data> | undefined, from: string) => {
      if (placed === undefined) missing.set(symbol, from)
      else if (!placed.reached) {
        placed.reached = true
        work.push(placed)
      }
    }
    const useMethod = (method: string, symbol: string, from: string) => {
      if (this.wantedMethods.has(method)) {
        use(symbol, this.find(symbol), from)
        return
      }
      const waiting = this.waitingMethods.get(method)
      if (waiting === undefined) this.waitingMethods.set(method, [{ symbol, from }])
      else waiting.push({ symbol, from })
    }
    for (const symbol of names) use(symbol, this.find(symbol), 'the program')
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { object } = next
      if ('interfaceMethods' in object) {
        for (const name of object.interfaceMethods ?? []) {
          if (this.wantedMethods.has(name)) continue
          this.wantedMethods.add(name)
          for (const { symbol, from } of this.waitingMethods.get(name) ?? []) use(symbol, this.find(symbol), from)
          this.waitingMethods.delete(name)
        }
      }
      const { packed } = object
      if (packed === undefined) {
        for (const { symbol, method } of object.relocations) {
          if (method === undefined) use(symbol, this.find(symbol), object.name)
          else useMethod(method, symbol, object.name)
        }
        continue
      }
      const { numbers, methods, symbols } = packed
      const places = this.placesOf(symbols)
      let method = 0
      for (let i = 0; i < numbers.length; i += 4) {
        const index = numbers[i + 2]!
        if ((numbers[i + 1]! & 4) !== 0) useMethod(methods[method++]!, symbols[index]!, object.name)
        else {
          const placed = (places[index] ??= this.find(symbols[index]!))
          if (placed?.reached !== true) use(symbols[index]!, placed, object.name)
        }
      }
    }
    if (missing.size > 0) throw new LinkError([...missing].map(([symbol, from]) => ({ symbol, from })))
  }

  private find(symbol: string): Placed<FunctionObject> | Placed<Data> | undefined {
    return this.functions.get(symbol) ?? this.data.get(symbol)
  }

  /** What the symbols of a package of the archive stand for, looked up once a link. */
  private placesOf(symbols: readonly string[]): (Placed<FunctionObject> | Placed<Data> | undefined)[] {
    let places = this.places.get(symbols)
    if (places === undefined) this.places.set(symbols, (places = new Array(symbols.length)))
    return places
  }

  // --------------------------------------------------------------------------------------------------------------- placing

  private placeText(functions: readonly Placed<FunctionObject>[]): number {
    let address = textStart
    for (const f of functions) {
      address = align(address, 16)
      f.address = address
      this.symbols.set(f.object.name, { address, size: f.object.bytes.length })
      address += f.object.bytes.length
    }
    return address
  }

  private placeData(section: DataObject['section'], members: Placed<Data>[], start: number): Region {
    let address = start
    for (const d of members) {
      address = align(address, d.object.align)
      d.address = address
      this.symbols.set(d.object.name, { address, size: d.object.size })
      address += d.object.size
    }
    const end = align(address, 8)
    return { start, end, members, bytes: section === 'bss' ? new Uint8Array(0) : new Uint8Array(end - start) }
  }

  private relocate(bytes: Uint8Array, at: number, { address, object }: Placed<FunctionObject> | Placed<Data>, bases: Bases): void {
    const { packed } = object
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    if (packed === undefined) {
      for (const { offset, kind, symbol, addend } of object.relocations)
        this.fill(view, at + offset, address + offset, kind, this.find(symbol), symbol, addend, object.name, bases)
      return
    }
    const { numbers, symbols } = packed
    const places = this.placesOf(symbols)
    for (let i = 0; i < numbers.length; i += 4) {
      const offset = numbers[i]!
      const index = numbers[i + 2]!
      const placed = (places[index] ??= this.find(symbols[index]!))
      const kind = relocationKinds[numbers[i + 1]! & 3]!
      this.fill(view, at + offset, address + offset, kind, placed, symbols[index]!, numbers[i + 3]!, object.name, bases)
    }
  }

  private fill(
    view: DataView,
    hole: number,
    place: number,
    kind: Relocation['kind'],
    target: Placed<FunctionObject> | Placed<Data> | undefined,
    symbol: string,
    addend: number,
    owner: string,
    bases: Bases,
  ): void {
    if (target?.reached !== true) {
      if (kind === 'textoff' || kind === 'typeoff') return // a method nobody can call
      throw new LinkError([{ symbol, from: owner }])
    }
    const value = target.address + addend
    if (kind === 'rel32') view.setInt32(hole, value - place, true)
    else if (kind === 'abs64') {
      view.setUint32(hole, value % 2 ** 32, true)
      view.setUint32(hole + 4, Math.floor(value / 2 ** 32), true)
    } else view.setInt32(hole, value - (kind === 'typeoff' ? bases.types : bases.text), true)
  }

  // ------------------------------------------------------------------------------------------------------------ module data

  /** The tables the linker itself adds, still empty where addresses are to come. */
  private ownData(functions: number, tables: FunctionTables, inits: readonly string[], data: readonly Placed<Data>[]): Data[] {
    const datum = (name: string, bytes: Uint8Array, alignment: number): Data => ({
      name,
      section: 'rodata',
      bytes,
      size: bytes.length,
      align: alignment,
      relocations: [],
      pointers: [],
    })
    const inittasks = new DataWriter(8 * inits.length)
    inits.forEach((symbol, i) => {
      inittasks.address(i * 8, symbol)
    })
    const list = (name: string, wanted: (d: Data) => boolean) => {
      const w = new DataWriter()
      let at = 0
      for (const d of data) {
        if (!wanted(d.object)) continue
        w.address(at, d.object.name)
        at += 8
      }
      return w.finish(name, 'rodata', 8)
    }
    return [
      datum('runtime.functab', new Uint8Array(functions * functionRecordSize), 8),
      datum('runtime.funcnametab', tables.names, 1),
      datum('runtime.pctab', tables.tables, 1),
      inittasks.finish('runtime.inittasks', 'rodata', 8),
      list('runtime.typelinks', d => d.section === 'types' && d.name.startsWith('type:') && !d.name.startsWith('type:.')),
      list('runtime.itablinks', d => d.section === 'itabs'),
      ...(['data', 'bss'] as const).map(section => {
        // Places are not known yet, but sizes are: the mask covers what the region will hold.
        const bytes = this.regionSize(
          section,
          data.map(d => d.object),
        )
        return datum(`runtime.gc${section}mask`, new Uint8Array(Math.ceil(bytes / 64)), 1)
      }),
    ]
  }

  private regionSize(section: DataObject['section'], data: readonly Data[]): number {
    let size = 0
    for (const d of data) if (d.section === section) size = align(size, Math.max(d.align, 1)) + d.size
    return align(size, 8) + 64
  }

  private fillModuleData(parts: ModuleParts): void {
    const { rodata, types, itabs, data, bss, functions, tables } = parts
    const place = (name: string) => {
      const d = this.data.get(name)!
      return {
        address: d.address,
        size: d.object.size,
        bytes: rodata.bytes.subarray(d.address - rodata.start, d.address - rodata.start + d.object.size),
      }
    }
    tables.writeRecords(
      place('runtime.functab').bytes,
      functions.map(f => f.address - textStart),
    )
    for (const [name, region] of [
      ['runtime.gcdatamask', data],
      ['runtime.gcbssmask', bss],
    ] as const) {
      const mask = place(name).bytes
      for (const d of region.members) markPointers(mask, d.object.pointers, d.address - region.start)
    }
    const w = new DataWriter()
    let at = 0
    const word = (value: number) => {
      w.u64(at, value)
      at += 8
    }
    for (const value of [
      textStart,
      parts.textEnd,
      types.start,
      types.end,
      rodata.start,
      itabs.end,
      data.start,
      data.end,
      bss.start,
      bss.end,
    ])
      word(value)
    const slice = (name: string, elemSize: number) => {
      const { address, size } = place(name)
      word(address)
      word(size / elemSize)
      word(size / elemSize)
    }
    slice('runtime.functab', functionRecordSize)
    slice('runtime.funcnametab', 1)
    slice('runtime.pctab', 1)
    slice('runtime.typelinks', 8)
    slice('runtime.itablinks', 8)
    slice('runtime.inittasks', 8)
    word(place('runtime.gcdatamask').address)
    word(place('runtime.gcbssmask').address)
    const target = this.data.get('runtime.firstmoduledata')!
    const bytes = w.finish('', 'data', 8).bytes!
    if (target.object.size < bytes.length) throw new Error('runtime.moduledata is smaller than the linker expects')
    data.bytes.set(bytes, target.address - data.start)
  }
}

/** The variable that the linker fills has contents, whatever the compiler thought. */
function initialised(object: Data): Data {
  if (object.name !== 'runtime.firstmoduledata') return object
  const { name, bytes, size, align, relocations, pointers } = object
  return { name, section: 'data', bytes, size, align, relocations, pointers }
}

/** What distances are counted from. */
interface Bases {
  readonly text: number
  readonly types: number
}

interface Region {
  readonly start: number
  readonly end: number
  readonly members: readonly Placed<Data>[]
  readonly bytes: Uint8Array
}

interface ModuleParts {
  readonly textEnd: number
  readonly rodata: Region
  readonly types: Region
  readonly itabs: Region
  readonly data: Region
  readonly bss: Region
  readonly functions: readonly Placed<FunctionObject>[]
  readonly tables: FunctionTables
  readonly inits: readonly string[]
}

function align(address: number, to: number): number {
  return Math.ceil(address / to) * to
}

/** A function at its place; what a debugger wants to know of it is read when it does. */
class LinkedFunction implements ImageFunction {
  readonly name: string
  readonly entry: number
  readonly end: number
  readonly package: string
  private readonly object: FunctionObject

  constructor({ object, package: path, address }: Placed<FunctionObject>) {
    this.object = object
    this.name = object.name
    this.entry = address
    this.end = address + object.bytes.length
    this.package = path
  }

  get file() {
    return this.object.file
  }
  get startLine() {
    return this.object.startLine
  }
  get lines() {
    return this.object.lines
  }
  get statements() {
    return this.object.statements
  }
  get columns() {
    return this.object.columns
  }
  get sp() {
    return this.object.sp
  }
  get prologueEnd() {
    return this.object.prologueEnd
  }
  get frameSize() {
    return this.object.frameSize
  }
  get argSize() {
    return this.object.argSize
  }
  get flags() {
    return this.object.flags | (this.name === 'runtime.goexit' ? FunctionFlag.topFrame : 0)
  }
  get variables() {
    return this.object.variables
  }
  get calls() {
    return this.object.calls
  }
  get signature() {
    return this.object.signature
  }
}
