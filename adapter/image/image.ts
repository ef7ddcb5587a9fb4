// This file defines an image: the bytes of a linked program, and all that a debugger wants to know of it. Readers only.
//
// An image knows neither compiler nor machine, so a live machine, a past moment and a core file can share it. Functions are kept as the
// compiler described them, with offsets from their entry; only the entry is an address.
import type { CallRecord, ConstantRecord, GlobalRecord, SignatureRecord, TableEntry, TypeRecord, VariableRecord } from './records'
import { FunctionFlag } from './records'

/** A stretch of the address space as the program starts. */
export interface Section {
  readonly name: string
  readonly address: number
  readonly size: number
  readonly bytes?: Uint8Array // shorter than size: the rest is zero
  readonly writable: boolean
  readonly executable: boolean
}

/** A function at its place. Offsets count from `entry`. */
export interface ImageFunction {
  readonly name: string
  readonly entry: number
  readonly end: number // first address behind it
  readonly package: string
  readonly file: string
  readonly startLine: number
  readonly lines: readonly TableEntry[]
  readonly statements: readonly number[]
  /** For each statement its column in UTF-16 units, from 1; 0 or absent where it is not known. */
  readonly columns?: readonly number[] | undefined
  readonly sp: readonly TableEntry[] // CFA - 8 - SP
  readonly prologueEnd: number
  readonly frameSize: number
  readonly argSize: number
  readonly flags: number
  readonly variables: readonly VariableRecord[]
  readonly calls: readonly CallRecord[]
  readonly signature?: SignatureRecord | undefined
}

export interface ImageSymbol {
  readonly address: number
  readonly size: number
}

/** What a package brings for debuggers. */
export interface PackageTables {
  readonly types: Readonly<Record<string, TypeRecord>>
  readonly globals: readonly GlobalRecord[]
  readonly constants: readonly ConstantRecord[]
}

/** What the linker knows of the program besides its bytes. */
export interface ImageParts {
  readonly entry: number
  readonly sections: readonly Section[]
  readonly functions: readonly ImageFunction[] // sorted by entry
  readonly symbols: ReadonlyMap<string, ImageSymbol>
  /** What the packages say of types, variables and constants; read when it is wanted. */
  readonly tables: readonly PackageTables[]
  readonly packages: readonly { readonly path: string; readonly name: string }[]
}

/** A line with code: where it can be stopped at. */
export interface StatementPlace {
  readonly address: number
  readonly line: number
  readonly function: ImageFunction
}

export class Image implements ImageParts {
  readonly entry: number
  readonly sections: readonly Section[]
  readonly functions: readonly ImageFunction[]
  readonly symbols: ReadonlyMap<string, ImageSymbol>
  readonly tables: readonly PackageTables[]
  readonly packages: readonly { readonly path: string; readonly name: string }[]
  private globalRecords: readonly GlobalRecord[] | undefined
  private constantRecords: readonly ConstantRecord[] | undefined
  private functionNames: Map<string, ImageFunction> | undefined
  private fileFunctions: Map<string, ImageFunction[]> | undefined
  private descriptors: Map<number, string> | undefined
  private sortedSymbols: { address: number; size: number; name: string }[] | undefined

  constructor(parts: ImageParts) {
    this.entry = parts.entry
    this.sections = parts.sections
    this.functions = parts.functions
    this.symbols = parts.symbols
    this.tables = parts.tables
    this.packages = parts.packages
  }

  /** Package variables that are in the program. */
  get globals(): readonly GlobalRecord[] {
    this.globalRecords ??= this.tables.flatMap(table => table.globals.filter(global => this.symbols.has(global.name)))
    return this.globalRecords
  }

  get constants(): readonly ConstantRecord[] {
    this.constantRecords ??= this.tables.flatMap(table => table.constants)
    return this.constantRecords
  }

  /** The function that contains an address. */
  functionAt(address: number): ImageFunction | undefined {
    let low = 0
    let high = this.functions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.functions[middle]!.entry <= address) low = middle + 1
      else high = middle
    }
    const found = this.functions[low - 1]
    return found !== undefined && address < found.end ? found : undefined
  }

  functionNamed(name: string): ImageFunction | undefined {
    this.functionNames ??= new Map(this.functions.map(f => [f.name, f]))
    return this.functionNames.get(name)
  }

  /** The source line of an address; 0 if there is none. */
  lineAt(address: number): number {
    const f = this.functionAt(address)
    return f === undefined ? 0 : tableAt(f.lines, address - f.entry)
  }

  /** CFA - 8 - SP at an address: how far the return address is above SP. */
  spDeltaAt(address: number): number | undefined {
    const f = this.functionAt(address)
    return f === undefined ? undefined : tableAt(f.sp, address - f.entry)
  }

  /** The files that have code, sorted. */
  get files(): string[] {
    return [...this.byFile.keys()].sort()
  }

  /** The functions of a file in order of address. */
  functionsIn(file: string): readonly ImageFunction[] {
    return this.byFile.get(file) ?? []
  }

  private get byFile(): Map<string, ImageFunction[]> {
    if (this.fileFunctions === undefined) {
      this.fileFunctions = new Map()
      for (const f of this.functions) {
        const list = this.fileFunctions.get(f.file)
        if (list === undefined) this.fileFunctions.set(f.file, [f])
        else list.push(f)
      }
    }
    return this.fileFunctions
  }

  /** Where statements of a line begin: one place for each stretch of code made for it; empty if the line has no statement. */
  statementsOn(file: string, line: number): StatementPlace[] {
    const places: StatementPlace[] = []
    for (const f of this.functionsIn(file)) {
      if ((f.flags & FunctionFlag.autogenerated) !== 0) continue
      for (const offset of f.statements) {
        if (offset >= f.prologueEnd && tableAt(f.lines, offset) === line) places.push({ address: f.entry + offset, line, function: f })
      }
      if (f.startLine === line && f.statements.length > 0 && f.file === file)
        places.push({ address: f.entry + f.prologueEnd, line, function: f })
    }
    return places
  }

  /** The record of a type by its key. */
  type(key: string): TypeRecord | undefined {
    for (const { types } of this.tables) {
      const record = Object.hasOwn(types, key) ? types[key] : undefined
      if (record !== undefined) return record
    }
    return undefined
  }

  /** The key of the type whose run-time descriptor stands at an address. */
  typeOfDescriptor(address: number): string | undefined {
    if (this.descriptors === undefined) {
      this.descriptors = new Map()
      for (const [name, symbol] of this.symbols)
        if (name.startsWith('type:') && !name.startsWith('type:.')) this.descriptors.set(symbol.address, name.slice(5))
    }
    return this.descriptors.get(address)
  }

  /** The name and offset of what lies at an address: for disassembly. */
  symbolAt(address: number): { name: string; offset: number } | undefined {
    const f = this.functionAt(address)
    if (f !== undefined) return { name: f.name, offset: address - f.entry }
    if (this.sortedSymbols === undefined) {
      this.sortedSymbols = [...this.symbols].map(([name, symbol]) => ({ name, ...symbol })).sort((a, b) => a.address - b.address)
    }
    const list = this.sortedSymbols
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (list[middle]!.address <= address) low = middle + 1
      else high = middle
    }
    const found = list[low - 1]
    return found !== undefined && address < found.address + Math.max(1, found.size)
      ? { name: found.name, offset: address - found.address }
      : undefined
  }
}

/** The value of a table at an offset. */
export function tableAt(table: readonly TableEntry[], offset: number): number {
  let low = 0
  let high = table.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (table[middle]!.offset <= offset) low = middle + 1
    else high = middle
  }
  return table[low - 1]?.value ?? 0
}
