// This file defines what the code generator hands to the linker: functions and data with relocations, and the debugger's facts about them.
import type { CallRecord, ConstantRecord, GlobalRecord, SignatureRecord, TableEntry, TypeRecord, VariableRecord } from '../../image/records'

export * from '../../image/records'

/** A place that the linker fills in. rel32: symbol + addend - address after the field's instruction; abs64: address; the others are distances. */
export interface Relocation {
  readonly offset: number // bytes from the start of the function or datum
  readonly kind: 'rel32' | 'abs64' | 'typeoff' | 'textoff' // typeoff counts from moduledata.types, textoff from moduledata.text
  readonly symbol: string
  readonly addend: number
  /** Set for the code of a method in a type descriptor: wanted only if some interface of the program has a method of that name; else 0. */
  readonly method?: string
}

/** Relocations as an archive keeps them: four numbers each (offset, kind | 4 if it is for a method, index of the symbol, addend). */
export interface PackedRelocations {
  readonly numbers: readonly number[]
  /** Of those for methods, in their order. */
  readonly methods: readonly string[]
  /** The symbols of the package; the list is one object for all of its parts. */
  readonly symbols: readonly string[]
}

/** The kinds of relocations by their numbers. */
export const relocationKinds: readonly Relocation['kind'][] = ['rel32', 'abs64', 'typeoff', 'textoff']

export interface FunctionObject {
  readonly name: string
  readonly bytes: Uint8Array
  readonly relocations: readonly Relocation[]
  /** The same, when the object comes from an archive: to be preferred by who reads thousands. */
  readonly packed?: PackedRelocations
  readonly file: string
  readonly startLine: number
  readonly lines: readonly TableEntry[] // line numbers
  readonly statements: readonly number[] // offsets where statements begin: places for breakpoints and steps
  /** For each statement its column in UTF-16 units, from 1; 0 where it is not known. Archives do without. */
  readonly columns?: readonly number[] | undefined
  readonly sp: readonly TableEntry[] // CFA - 8 - SP
  readonly prologueEnd: number // offset of the first instruction behind prologue and spills
  readonly frameSize: number
  readonly argSize: number
  readonly argPointers: readonly number[] // byte offsets from argp
  readonly localPointers: readonly number[] // byte offsets from SP
  readonly argInfo: readonly number[] // Go's ArgInfo bytes
  readonly deferReturn: number // offset, 0 = none
  readonly flags: number
  readonly variables: readonly VariableRecord[]
  readonly calls: readonly CallRecord[]
  /** How it is called; absent for assembly. */
  readonly signature?: SignatureRecord | undefined
  /** `lines` and `sp` as the runtime reads them, when they are known already. */
  readonly encodedTables?: { readonly lines: Uint8Array; readonly sp: Uint8Array }
}

export interface DataObject {
  readonly name: string
  readonly section: 'rodata' | 'types' | 'itabs' | 'data' | 'bss'
  readonly bytes: Uint8Array | undefined // undefined: zeros
  readonly size: number
  readonly align: number
  readonly relocations: readonly Relocation[]
  readonly packed?: PackedRelocations
  readonly pointers: readonly number[] // byte offsets of pointers, for data and bss
  /** The method names of an interface's descriptor. */
  readonly interfaceMethods?: readonly string[] | undefined
}

/** One compiled package. */
export interface PackageObject {
  readonly path: string
  readonly name: string
  readonly imports: readonly string[]
  readonly init: string | undefined // symbol of the function that initialises the package
  readonly functions: readonly FunctionObject[]
  readonly data: readonly DataObject[]
  readonly types: Readonly<Record<string, TypeRecord>>
  readonly globals: readonly GlobalRecord[]
  readonly constants: readonly ConstantRecord[]
}
