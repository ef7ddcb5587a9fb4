// This file turns types into the descriptors that interfaces, maps, fmt and the debugger read at run time (layout: ../ABI.md).
import { methodSet } from '../types/methodSet'
import { comparable } from '../types/predicates'
import { ArrayType, type Interface, type MapType, Pointer, Slice, type Struct, type Type } from '../types/type'
import { Typ } from '../types/universe'
import { closureStruct } from './closures'
import { DataWriter } from './dataWriter'
import { equalSymbol, hashSymbol } from './generated'
import { alignof, hasPointers, isDirectInterface, isPlainMemory, offsetsof, pointerBytes, pointerMask, pointersOf, sizeof } from './layout'
import type { PackageGenerator } from './package'
import { linkName, nameType, printName } from './typeNames'
import { methodEntry } from './wrappers'

const kindNumbers: Readonly<Record<string, number>> = {
  bool: 1, int: 2, int8: 3, int16: 4, int32: 5, int64: 6, uint: 7, uint8: 8, uint16: 9, uint32: 10, uint64: 11, uintptr: 12,
  float32: 13, float64: 14, complex64: 15, complex128: 16, Array: 17, Chan: 18, Signature: 19, Interface: 20, Map: 21, Pointer: 22,
  Slice: 23, string: 24, Struct: 25, 'unsafe.Pointer': 26,
} // biome-ignore format: one row a family

const directInterface = 32
const flagUncommon = 1
const flagNamed = 4
const flagRegularMemory = 8

/** The type's kind as reflect numbers it. */
export function kindOf(type: Type): number {
  const under = type.underlying
  if (under.kind !== 'Basic') return kindNumbers[under.kind]!
  return kindNumbers[
    under.basic === 'untyped nil'
      ? 'unsafe.Pointer'
      : under.basic
          .replace('untyped rune', 'int32')
          .replace('untyped ', '')
          .replace(/^float$/, 'float64')
  ]!
}

/** Emits the descriptor of a type and of all types it mentions. */
export function emitDescriptor(pkg: PackageGenerator, type: Type, symbol: string): void {
  const w = new DataWriter(48)
  const under = type.underlying
  const named = type.kind === 'Named' || type.kind === 'Basic'
  const methods = under.kind === 'Interface' ? [] : methodSet(type)
  const uncommon = type.kind === 'Named' || methods.length > 0
  const plain = isPlainMemory(type)
  w.u64(0, sizeof(type))
  w.u64(8, pointerBytes(type))
  w.u32(16, hashName(linkName(type)))
  w.u8(20, (uncommon ? flagUncommon : 0) | (named ? flagNamed : 0) | (plain ? flagRegularMemory : 0))
  w.u8(21, alignof(type))
  w.u8(22, alignof(type))
  w.u8(23, kindOf(type) | (isDirectInterface(type) ? directInterface : 0))
  if (comparable(type)) w.address(24, pkg.funcValueSymbol(equalSymbol(pkg, type)))
  if (hasPointers(type)) w.address(32, pkg.readOnly(maskOf(type)))
  w.offset(40, 'typeoff', pkg.nameSymbol(printName(type), { exported: type.kind === 'Named' ? type.obj.exported : true }))
  let end = 48
  const reference = (at: number, to: Type) => w.address(at, pkg.typeSymbol(to))
  switch (under.kind) {
    case 'Array':
      reference(48, under.elem)
      reference(56, new Slice(under.elem))
      w.u64(64, under.len)
      end = 72
      break
    case 'Chan':
      reference(48, under.elem)
      w.u64(56, under.dir === 'receive' ? 1 : under.dir === 'send' ? 2 : 3)
      end = 64
      break
    case 'Signature':
      w.u16(48, under.params.length)
      w.u16(50, under.results.length | (under.variadic ? 0x8000 : 0))
      end = 56
      break
    case 'Interface':
      end = interfaceMethods(pkg, w, under, type)
      break
    case 'Map':
      end = mapFields(pkg, w, under)
      break
    case 'Pointer':
    case 'Slice':
      reference(48, under.elem)
      end = 56
      break
    case 'Struct':
      end = structFields(pkg, w, under, symbol, uncommon)
      break
    default:
  }
  w.reserve(end)
  if (uncommon) {
    const at = end
    end += 16
    w.reserve(end)
    const owner =
      type.kind === 'Named' ? type.obj.pkg : type.kind === 'Pointer' && type.elem.kind === 'Named' ? type.elem.obj.pkg : undefined
    if (owner !== undefined) w.offset(at, 'typeoff', pkg.nameSymbol(owner.path, { exported: false }))
    w.u16(at + 4, methods.length)
    w.u16(at + 6, methods.filter(entry => entry.method.exported).length)
    const extra = under.kind === 'Signature' ? 8 * (under.params.length + under.results.length) : 0
    w.u32(at + 8, 16 + extra)
    if (under.kind === 'Signature') functionTypes(pkg, w, under, end)
    end += extra
    for (const entry of methods) {
      const { method } = entry
      w.offset(
        end,
        'typeoff',
        pkg.nameSymbol(method.name, { exported: method.exported, pkgPath: method.exported ? undefined : method.pkg?.path }),
      )
      w.offset(end + 4, 'typeoff', pkg.typeSymbol(pkg.plainSignature(method.sig)), method.name)
      w.offset(end + 8, 'textoff', methodEntry(pkg, type, entry, true), method.name)
      w.offset(end + 12, 'textoff', methodEntry(pkg, type, entry, false), method.name)
      end += 16
    }
  } else if (under.kind === 'Signature') {
    functionTypes(pkg, w, under, end)
  }
  pkg.addData(w.finish(symbol, 'types', 8))
}

function functionTypes(
  pkg: PackageGenerator,
  w: DataWriter,
  sig: { params: { type: Type }[]; results: { type: Type }[] },
  at: number,
): void {
  for (const { type } of [...sig.params, ...sig.results]) {
    w.address(at, pkg.typeSymbol(type))
    at += 8
  }
}

function interfaceMethods(pkg: PackageGenerator, w: DataWriter, type: Interface, named: Type): number {
  const methods = type.allMethods
  const path = named.kind === 'Named' ? named.obj.pkg?.path : methods.find(method => !method.exported)?.pkg?.path
  if (path !== undefined) w.address(48, pkg.nameSymbol(path, { exported: false }))
  w.u64(64, methods.length)
  w.u64(72, methods.length)
  w.reserve(80)
  if (methods.length > 0) {
    const list = new DataWriter(8 * methods.length)
    methods.forEach((method, i) => {
      list.offset(
        i * 8,
        'typeoff',
        pkg.nameSymbol(method.name, { exported: method.exported, pkgPath: method.exported ? undefined : method.pkg?.path }),
      )
      list.offset(i * 8 + 4, 'typeoff', pkg.typeSymbol(pkg.plainSignature(method.sig)))
    })
    const symbol = `type:.imethods.${linkName(named)}`
    // The linker reads from this name which methods can be called without anybody naming their type.
    pkg.addData(
      list.finish(symbol, 'types', 4),
      methods.map(method => method.name),
    )
    w.address(56, symbol)
  }
  return 80
}

function structFields(pkg: PackageGenerator, w: DataWriter, struct: Struct, symbol: string, uncommon: boolean): number {
  const owner = struct.fields.find(field => !field.exported)?.pkg
  if (owner !== undefined) w.address(48, pkg.nameSymbol(owner.path, { exported: false }))
  const count = struct.fields.length
  w.u64(64, count)
  w.u64(72, count)
  void uncommon
  if (count > 0) {
    const list = new DataWriter(24 * count)
    const offsets = offsetsof(struct)
    struct.fields.forEach((field, i) => {
      list.address(i * 24, pkg.nameSymbol(field.name, { exported: field.exported, tag: struct.tags[i], embedded: field.embedded }))
      list.address(i * 24 + 8, pkg.typeSymbol(field.type))
      list.u64(i * 24 + 16, offsets[i]!)
    })
    const fields = `type:.fields.${symbol.slice(5)}`
    pkg.addData(list.finish(fields, 'types', 8))
    w.address(56, fields)
  }
  return 80
}

// ----------------------------------------------------------------------------------------------------------------------- maps

const inlineLimit = 128 // larger keys and elements are kept behind a pointer

const buckets = new WeakMap<MapType, Struct>()

/** The type of a map's buckets: tophash, keys, elements, overflow. */
export function bucketType(map: MapType): Struct {
  const known = buckets.get(map)
  if (known !== undefined) return known
  const key = sizeof(map.key) > inlineLimit ? new Pointer(map.key) : map.key
  const elem = sizeof(map.elem) > inlineLimit ? new Pointer(map.elem) : map.elem
  // Without pointers inside, the overflow pointer is hidden from the collector too: hmap.extra keeps those buckets alive.
  const overflow = hasPointers(key) || hasPointers(elem) ? Typ['unsafe.Pointer'] : Typ.uintptr
  const made = closureStruct([])
  made.fields = closureStruct([new ArrayType(Typ.uint8, 8), new ArrayType(key, 8), new ArrayType(elem, 8), overflow]).fields.slice(1)
  nameType(made, `map.bucket[${linkName(map.key)}]${linkName(map.elem)}`)
  buckets.set(map, made)
  return made
}

/** maptype.flags */
export function mapFlags(map: MapType): number {
  return (
    (sizeof(map.key) > inlineLimit ? 1 : 0) |
    (sizeof(map.elem) > inlineLimit ? 2 : 0) |
    (isReflexive(map.key) ? 4 : 0) |
    (needsKeyUpdate(map.key) ? 8 : 0) |
    (hashMightPanic(map.key) ? 16 : 0)
  )
}

function mapFields(pkg: PackageGenerator, w: DataWriter, map: MapType): number {
  const bucket = bucketType(map)
  w.address(48, pkg.typeSymbol(map.key))
  w.address(56, pkg.typeSymbol(map.elem))
  w.address(64, pkg.typeSymbol(bucket))
  w.address(72, pkg.funcValueSymbol(hashSymbol(pkg, map.key)))
  w.u8(80, Math.min(sizeof(map.key), sizeof(map.key) > inlineLimit ? 8 : 255))
  w.u8(81, Math.min(sizeof(map.elem), sizeof(map.elem) > inlineLimit ? 8 : 255))
  w.u16(82, sizeof(bucket))
  w.u32(84, mapFlags(map))
  return 88
}

function anyPart(type: Type, test: (under: Type) => boolean): boolean {
  const under = type.underlying
  if (under.kind === 'Array') return anyPart(under.elem, test)
  if (under.kind === 'Struct') return under.fields.some(field => anyPart(field.type, test))
  return test(under)
}

const isFloatKind = (under: Type) => under.kind === 'Basic' && (under.basic.startsWith('float') || under.basic.startsWith('complex'))

function isReflexive(type: Type): boolean {
  return !anyPart(type, under => under.kind === 'Interface' || isFloatKind(under))
}

function needsKeyUpdate(type: Type): boolean {
  return anyPart(type, under => under.kind === 'Interface' || isFloatKind(under) || (under.kind === 'Basic' && under.basic === 'string'))
}

function hashMightPanic(type: Type): boolean {
  return anyPart(type, under => under.kind === 'Interface')
}

function maskOf(type: Type): Uint8Array {
  return pointerMask(pointersOf(type), pointerBytes(type))
}

/** FNV-1a, 32 bits. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** A name as descriptors hold it: flags, length, text, tag, package. */
export function encodeName(pkg: PackageGenerator, text: string, options: NameOptions): DataWriter {
  const w = new DataWriter()
  const bytes = new TextEncoder().encode(text)
  const tag = options.tag ? new TextEncoder().encode(options.tag) : undefined
  w.u8(0, (options.exported ? 1 : 0) | (tag === undefined ? 0 : 2) | (options.pkgPath === undefined ? 0 : 4) | (options.embedded ? 8 : 0))
  let at = 1
  for (const part of tag === undefined ? [bytes] : [bytes, tag]) {
    let length = part.length
    for (; length >= 0x80; length >>= 7) w.u8(at++, (length & 0x7f) | 0x80)
    w.u8(at++, length)
    w.raw(at, part)
    at += part.length
  }
  if (options.pkgPath !== undefined) w.offset(at, 'typeoff', pkg.nameSymbol(options.pkgPath, { exported: false }))
  return w
}

export interface NameOptions {
  readonly exported: boolean
  readonly tag?: string | undefined
  readonly embedded?: boolean
  readonly pkgPath?: string | undefined
}
