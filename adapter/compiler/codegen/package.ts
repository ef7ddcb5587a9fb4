// This file turns a checked package into an object for the linker: functions, data, and the debugger's tables.
import type { FuncDecl } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { FileSet } from '../syntax/positions'
import { type Constant, constantString } from '../types/constant'
import { methodSet } from '../types/methodSet'
import type { Func, Var } from '../types/object'
import type { Info, Package } from '../types/program'
import { Signature, Slice, type Type } from '../types/type'
import { Typ } from '../types/universe'
import { genMulti } from './assign'
import { bytesOf, DataWriter } from './dataWriter'
import { recordType } from './debugTypes'
import { analyseEscapes } from './escape'
import { genConverted, typeOf } from './expressions'
import { FunctionGenerator } from './function'
import { equalLayout, equalSymbol } from './generated'
import { alignof, pointersOf, sizeof } from './layout'
import {
  type ConstantRecord,
  type DataObject,
  FunctionFlag,
  type FunctionObject,
  type GlobalRecord,
  type PackageObject,
  type TypeRecord,
} from './object'
import { genBody } from './statements'
import { writeStatic } from './staticData'
import { emitDescriptor, encodeName, hashName, type NameOptions } from './typeDescriptors'
import { linkName } from './typeNames'
import type { Value } from './values'
import { methodEntry } from './wrappers'

/** Data as the linker gets it. */
export type EmittedData = DataObject

/** Generates one package. */
export class PackageGenerator {
  readonly path: string
  readonly info: Info
  /** Package runtime: nothing it does with locals may allocate. */
  readonly stackOnly: boolean
  readonly float64: Type = Typ.float64
  packageClosures = 0
  statics = 0
  private readonly functions = new Map<string, FunctionObject>()
  private readonly data = new Map<string, EmittedData>()
  private readonly started = new Set<string>()
  private readonly pending: (() => void)[] = []
  private readonly types: Record<string, TypeRecord> = {}
  private readonly globals: GlobalRecord[] = []
  private readonly constants: ConstantRecord[] = []
  private readonly initFunctions = new Map<Func, number>()
  private readonly slices = new WeakMap<Type, Slice>()
  private readonly plainSignatures = new WeakMap<Signature, Signature>()

  constructor(
    readonly pkg: Package,
    readonly fileSet: FileSet,
    readonly runtime: Package,
  ) {
    this.path = pkg.path
    this.info = pkg.info
    this.stackOnly = pkg.path === 'runtime' || pkg.path.startsWith('internal/runtime/')
  }

  /** Generates everything. */
  generate(): PackageObject {
    let inits = 0
    for (const func of this.pkg.funcs) if (func.name === 'init' && func.recv === undefined) this.initFunctions.set(func, inits++)
    for (const func of this.pkg.funcs) {
      if (func.decl?.body !== undefined && func.name !== '_') this.generateFunction(func, func.decl)
    }
    const init = this.generateInit()
    this.recordConstants()
    if (this.path === 'runtime') this.recordRuntimeTypes()
    this.drain()
    return {
      path: this.path,
      name: this.pkg.name,
      imports: this.pkg.imports.map(imported => imported.path),
      init,
      functions: [...this.functions.values()],
      data: [...this.data.values()],
      types: this.types,
      globals: this.globals,
      constants: this.constants,
    }
  }

  private drain(): void {
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) next()
  }

  private generateFunction(func: Func, decl: FuncDecl): void {
    const escapes = analyseEscapes(decl, this.info)
    const f = new FunctionGenerator(this, this.functionSymbol(func), func.sig, decl, escapes, decl.pos)
    if (decl.directives.some(d => d.startsWith('//go:nosplit'))) f.flags |= FunctionFlag.nosplit
    const { sig } = func
    try {
      genBody(f, sig.recv === undefined ? sig.params : [sig.recv, ...sig.params], sig.results, decl.body!)
      this.addFunction(f.finish())
    } catch (error) {
      if (error instanceof Error) error.message = `${func.fullName} (near line ${f.currentLine}): ${error.message}`
      throw error
    }
    this.drain()
  }

  // ------------------------------------------------------------------------------------------------------- initialisation

  /** Package variables, and the function that sets those which need code. */
  private generateInit(): string | undefined {
    const isStatic = new Set<Var>()
    const dynamic: (typeof this.info.initOrder)[number][] = []
    for (const initializer of this.info.initOrder) {
      const [variable] = initializer.lhs
      if (initializer.lhs.length === 1 && variable!.name !== '_') {
        const w = new DataWriter(Math.max(1, sizeof(variable!.type)))
        if (writeStatic(this, this.info, initializer.rhs, variable!.type, w, 0)) {
          isStatic.add(variable!)
          w.pointers.push(...pointersOf(variable!.type))
          this.addData(w.finish(this.globalSymbol(variable!), 'data', Math.max(8, alignof(variable!.type))))
          continue
        }
      }
      dynamic.push(initializer)
    }
    for (const obj of this.pkg.scope.objects) {
      if (obj.kind !== 'Var' || obj.pkg !== this.pkg) continue
      const symbol = this.globalSymbol(obj)
      const position = this.fileSet.position(obj.pos)
      this.globals.push({ name: symbol, type: this.debugType(obj.type), file: position.path, line: position.line })
      if (isStatic.has(obj)) continue
      this.addData({
        name: symbol,
        section: 'bss',
        bytes: undefined,
        size: Math.max(1, sizeof(obj.type)),
        align: Math.max(8, alignof(obj.type)),
        relocations: [],
        pointers: pointersOf(obj.type),
      })
    }
    const inits = [...this.initFunctions.keys()].filter(func => func.decl?.body !== undefined)
    if (dynamic.length === 0 && inits.length === 0) return undefined
    const symbol = `${this.path}.init`
    const facts = dynamic.map(initializer => analyseEscapes(initializer.rhs, this.info))
    const f = new FunctionGenerator(
      this,
      symbol,
      new Signature(undefined, [], []),
      undefined,
      undefined,
      dynamic[0]?.rhs.pos ?? inits[0]!.decl!.pos,
    )
    f.outerPackageLevel = true
    f.flags = FunctionFlag.autogenerated
    dynamic.forEach((initializer, i) => {
      f.escapes = facts[i]
      f.line(initializer.rhs.pos, true)
      this.initialize(f, initializer.lhs, initializer.rhs)
      f.endStatement()
    })
    for (const func of inits) {
      f.line(func.decl!.pos, true)
      f.callFunction(func, [])
      f.endStatement()
    }
    f.leave()
    this.addFunction(f.finish())
    return symbol
  }

  private initialize(f: FunctionGenerator, lhs: readonly Var[], rhs: Parameters<typeof genConverted>[1]): void {
    if (lhs.length === 1) {
      const [variable] = lhs
      const type = variable!.name === '_' ? typeOf(f, rhs) : variable!.type
      const value = genConverted(f, rhs, type)
      if (variable!.name === '_') f.releaseValue(f.materialize(value, type))
      else f.store({ symbol: this.globalSymbol(variable!), disp: 0 }, value, type)
      return
    }
    const { values, types } = genMulti(f, unparen(rhs))
    const kept = values.map((value, i) => f.toMemoryValue(f.materialize(value, types[i]!), types[i]!))
    lhs.forEach((variable, i) => {
      if (variable.name === '_') return
      f.storeConverted({ symbol: this.globalSymbol(variable), disp: 0 }, kept[i]!, types[i]!, variable.type)
    })
  }

  private recordConstants(): void {
    for (const obj of this.pkg.scope.objects) {
      if (obj.kind !== 'Const' || obj.value.kind === 'unknown' || obj.value.kind === 'string') continue
      this.constants.push({ name: `${this.path}.${obj.name}`, type: this.debugType(obj.type), value: constantString(obj.value) })
    }
  }

  /** The debugger reads runtime structures by name, whether or not a variable of the program has their type. */
  private recordRuntimeTypes(): void {
    for (const obj of this.pkg.scope.objects) if (obj.kind === 'TypeName') this.debugType(obj.type)
  }

  // -------------------------------------------------------------------------------------------------------------- symbols

  addFunction(func: FunctionObject): void {
    if (!this.functions.has(func.name)) this.functions.set(func.name, func)
  }

  addData(datum: DataObject, interfaceMethods?: readonly string[]): void {
    if (!this.data.has(datum.name)) this.data.set(datum.name, interfaceMethods === undefined ? datum : { ...datum, interfaceMethods })
  }

  /** Runs `make` once for a name; if a function is being generated, after it. */
  generateOnce(name: string, make: () => void): void {
    if (this.started.has(name)) return
    this.started.add(name)
    this.pending.push(make)
  }

  /** The symbol of a declared function; a linkname directive may have given it another. */
  functionSymbol(func: Func): string {
    const decl = func.decl
    for (const directive of decl?.directives ?? []) {
      const [word, , target] = directive.split(/\s+/)
      if (word === '//go:linkname' && target !== undefined) return target
    }
    if (func.name === 'init' && func.recv === undefined && this.initFunctions.has(func))
      return `${func.pkg!.path}.init.${this.initFunctions.get(func)}`
    const recv = func.recv?.type
    if (recv === undefined) return `${func.pkg!.path}.${func.name}`
    return `${this.typeName(recv)}.${func.name}`
  }

  /** How a type appears in the names of its methods: main.T, main.(*T). */
  typeName(type: Type): string {
    if (type.kind === 'Pointer' && type.elem.kind === 'Named') {
      const name = linkName(type.elem)
      const dot = name.lastIndexOf('.')
      return `${name.slice(0, dot + 1)}(*${name.slice(dot + 1)})`
    }
    return type.kind === 'Named' ? linkName(type) : `type:.${linkName(type)}`
  }

  globalSymbol(variable: Var): string {
    return `${variable.pkg!.path}.${variable.name}`
  }

  typeSymbol(type: Type): string {
    const symbol = `type:${linkName(type)}`
    this.generateOnce(symbol, () => {
      // An interface may hold a value of a type that no variable has: the debugger needs its record too.
      this.debugType(type)
      emitDescriptor(this, type, symbol)
    })
    return symbol
  }

  itabSymbol(type: Type, to: Type): string {
    const symbol = `go:itab.${linkName(type)},${linkName(to)}`
    this.generateOnce(symbol, () => {
      const under = to.underlying
      if (under.kind !== 'Interface') throw new Error('itab of no interface')
      const w = new DataWriter(32)
      w.address(0, this.typeSymbol(to))
      w.address(8, this.typeSymbol(type))
      w.u32(16, hashName(linkName(type)))
      const methods = methodSet(type)
      under.allMethods.forEach((wanted, i) => {
        const entry = methods.find(candidate => candidate.method.id === wanted.id)
        if (entry === undefined) throw new Error(`${linkName(type)} has no ${wanted.name}`)
        w.address(24 + 8 * i, methodEntry(this, type, entry, true))
      })
      this.addData(w.finish(symbol, 'itabs', 8))
    })
    return symbol
  }

  /** The read-only funcval of a function. */
  funcValueSymbol(symbol: string): string {
    const name = `${symbol}·f`
    if (!this.data.has(name)) {
      const w = new DataWriter(8)
      w.address(0, symbol)
      this.addData(w.finish(name, 'rodata', 8))
    }
    return name
  }

  stringSymbol(bytes: string): string {
    const name = `go:string.${JSON.stringify(bytes)}`
    if (!this.data.has(name))
      this.addData({ name, section: 'rodata', bytes: bytesOf(bytes), size: bytes.length, align: 1, relocations: [], pointers: [] })
    return name
  }

  /** A string constant as it lies in memory: what an interface's data word points to. */
  stringHeaderSymbol(text: string, length: bigint): string {
    const name = `${text}.header`
    if (!this.data.has(name)) {
      const w = new DataWriter(16)
      w.address(0, text)
      w.u64(8, length)
      this.addData(w.finish(name, 'rodata', 8))
    }
    return name
  }

  /** A number in read-only memory. */
  constantSymbol(bits: bigint, size: number): string {
    const value = BigInt.asUintN(size * 8, bits)
    const name = `$i${size * 8}.${value.toString(16)}`
    if (!this.data.has(name)) {
      const w = new DataWriter(size)
      w.bits(0, value, size)
      this.addData(w.finish(name, 'rodata', size))
    }
    return name
  }

  readOnly(bytes: Uint8Array): string {
    const name = `runtime.gcbits.${[...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')}`
    if (!this.data.has(name)) this.addData({ name, section: 'rodata', bytes, size: bytes.length, align: 1, relocations: [], pointers: [] })
    return name
  }

  zeroSymbol(size: number): string {
    const name = `go:zero.${size}`
    this.addData({ name, section: 'bss', bytes: undefined, size, align: 8, relocations: [], pointers: [] })
    return name
  }

  nameSymbol(text: string, options: NameOptions): string {
    const name = `go:name.${options.exported ? 'E' : 'e'}${options.embedded ? 'm' : ''}.${text}${options.tag ? `.${options.tag}` : ''}${options.pkgPath ? `@${options.pkgPath}` : ''}`
    if (!this.started.has(name)) {
      this.started.add(name)
      this.addData(encodeName(this, text, options).finish(name, 'types', 1))
    }
    return name
  }

  debugType(type: Type): string {
    return recordType(type, this.types)
  }

  // ---------------------------------------------------------------------------------------------------------------- types

  runtimeFunction(name: string): Func {
    const obj = this.runtime.lookup(name)
    if (obj?.kind !== 'Func') throw new Error(`runtime.${name} is not declared`)
    return obj
  }

  runtimeType(name: string): Type {
    const obj = this.runtime.lookup(name)
    if (obj?.kind !== 'TypeName') throw new Error(`runtime.${name} is not declared`)
    return obj.type
  }

  sliceOf(elem: Type): Slice {
    let slice = this.slices.get(elem)
    if (slice === undefined) this.slices.set(elem, (slice = new Slice(elem)))
    return slice
  }

  /** A method's signature without receiver, as a type. */
  plainSignature(sig: Signature): Signature {
    if (sig.recv === undefined) return sig
    let plain = this.plainSignatures.get(sig)
    if (plain === undefined) this.plainSignatures.set(sig, (plain = new Signature(undefined, sig.params, sig.results, sig.variadic)))
    return plain
  }

  /** The type a constant takes when nothing else is said. */
  defaultType(value: Constant): Type {
    switch (value.kind) {
      case 'bool':
        return Typ.bool
      case 'string':
        return Typ.string
      case 'int':
        return Typ.int
      default:
        return Typ.float64
    }
  }

  callEqual(f: FunctionGenerator, type: Type, x: Value, y: Value): Value[] {
    return f.callWith(equalLayout, [x, y], { symbol: equalSymbol(this, type) })
  }
}
