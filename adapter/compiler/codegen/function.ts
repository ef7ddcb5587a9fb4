// This file defines the generator of one function: what expression and statement generation need to know about it and write into.
import * as isa from '../../machine/isa/operands'
import type { Expr, FuncDecl, FuncLit } from '../syntax/nodes'
import type { Pos } from '../syntax/positions'
import type { Func, Var } from '../types/object'
import type { Info } from '../types/program'
import type { Signature, Type } from '../types/type'
import { argumentInfo } from './argumentInfo'
import { argumentPointers, type CallLayout, callLayout, layoutOf, type Passed, type RegisterPart } from './callingConvention'
import { type CodeLabel, type CodeOperand, finishFunction, Slot } from './emit'
import type { EscapeFacts } from './escape'
import { convertAssigned } from './expressions'
import { alignof, isScalar, isWords, pointersOf, type Scalar, sizeof } from './layout'
import { ValueMover } from './moves'
import { type CallRecord, FunctionFlag, type FunctionObject, type PassedRecord, type SignatureRecord, type VariableRecord } from './object'
import type { PackageGenerator } from './package'
import { improve } from './peephole'
import { type Address, at, type Held, heldValue, pointerScalar, slotAddress, type Value, wordScalar } from './values'

/** Where a variable lives: its slot holds it, or a pointer to it. */
export interface Home {
  readonly slot: Slot
  readonly disp: number
  readonly indirect: boolean
}

/** A statement that break and continue can leave. */
export interface JumpTarget {
  readonly label: string | undefined
  readonly breakTo: CodeLabel
  readonly continueTo: CodeLabel | undefined
}

/** Functions that do not return. */
const neverReturn: ReadonlySet<string> = new Set(['gopanic', 'throw', 'fatal', 'fatalthrow', 'fatalpanic'].map(name => `runtime.${name}`))

export class FunctionGenerator extends ValueMover {
  info: Info
  readonly homes = new Map<Var, Home>()
  readonly jumpTargets: JumpTarget[] = []
  readonly gotoLabels = new Map<string, CodeLabel>()
  readonly cold: (() => void)[] = [] // code that panics, placed behind the body
  readonly variables: { record: Omit<VariableRecord, 'start' | 'end' | 'cfa'>; home: Home; start: number; end: number }[] = []
  readonly calls: CallRecord[] = []
  layout: CallLayout
  argumentSlots: Slot[] = [] // homes of arguments, by parameter
  stackResults: (Slot | undefined)[] = [] // results that travel on the stack
  resultVars: Home[] = []
  returnLabel: CodeLabel | undefined // the sequence that runs deferred calls and returns; set when the function defers
  deferReturn = 0
  hasDefer = false
  /** Results have no homes: a return statement hands them over in registers. */
  directReturn = false
  hasRecover = false
  usesContext = false
  closureCount = 0
  wrapperCounts = { go: 0, defer: 0 }
  fallthroughLabel: CodeLabel | undefined
  outerPackageLevel = false // stands outside any function: in the initialiser of a package variable
  private readonly overrides = new Map<Expr, Value>()
  loopDepth = 0
  flags = 0
  startLine: number
  file: string
  currentLine = 0
  prologueStatement = true
  spills: { register: number; home: Slot; disp: number; size: number; float: boolean }[] = []

  constructor(
    readonly pkg: PackageGenerator,
    readonly name: string,
    readonly signature: Signature | undefined,
    readonly node: FuncDecl | FuncLit | undefined,
    public escapes: EscapeFacts | undefined,
    pos: Pos,
  ) {
    super()
    this.info = pkg.info
    const position = pkg.fileSet.position(pos)
    this.file = position.path
    this.startLine = position.line
    this.layout =
      signature === undefined ? layoutOf([], []) : callLayout(signature, signature.recv !== undefined && node?.kind !== 'FuncLit')
  }

  // ------------------------------------------------------------------------------------------------------------------ lines

  line(pos: Pos, statement = false): void {
    if (this.borrowing > 0) return
    const line = this.pkg.fileSet.line(pos)
    if (line === 0) return
    if (!statement && line === this.currentLine) return
    this.currentLine = line
    this.code.line(line, statement, statement ? this.pkg.fileSet.position(pos).columnUtf16 : 0, statement && this.registersAreFree)
  }

  sameLine(): void {
    this.code.line(this.currentLine, false)
  }

  // -------------------------------------------------------------------------------------------------------------- variables

  /** Gives names to the incoming arguments; arguments in registers are spilled to their homes at entry. */
  setUpArguments(names: readonly (Var | undefined)[]): void {
    this.layout.params.forEach((passed, i) => {
      const slot = new Slot(sizeof(passed.type), alignof(passed.type), pointersOf(passed.type), 'home')
      slot.offset = passed.offset
      this.argumentSlots.push(slot)
      if (passed.parts !== undefined) {
        for (const part of passed.parts)
          this.spills.push({
            register: part.register,
            home: slot,
            disp: part.scalar.offset,
            size: part.scalar.size,
            float: part.scalar.float,
          })
      }
      const name = names[i]
      if (name === undefined) return
      const home: Home = { slot, disp: 0, indirect: false }
      if (this.livesOnHeap(name)) this.moveToHeap(name, slotAddress(slot), 'param')
      else this.setHome(name, home, 'param')
    })
  }

  /** Gives the results homes, zeroed. */
  setUpResults(names: readonly (Var | undefined)[]): void {
    this.layout.results.forEach((passed, i) => {
      const name = names[i]
      if (passed.parts === undefined) {
        const slot = new Slot(sizeof(passed.type), alignof(passed.type), pointersOf(passed.type), 'home')
        slot.offset = passed.offset
        this.stackResults[i] = slot
      }
      let home: Home
      if (name !== undefined && this.livesOnHeap(name)) {
        this.moveToHeap(name, undefined, 'result')
        home = this.homes.get(name)!
      } else {
        const slot = this.stackResults[i] ?? this.local(sizeof(passed.type), alignof(passed.type), pointersOf(passed.type))
        home = { slot, disp: 0, indirect: false }
        this.zero(slotAddress(slot), passed.type)
        if (name !== undefined) this.setHome(name, home, 'result')
        else
          this.variables.push({
            record: { name: `~r${i}`, type: this.pkg.debugType(passed.type), role: 'result', line: this.startLine, indirect: false },
            home,
            start: 0,
            end: -1,
          })
      }
      this.resultVars[i] = home
    })
  }

  livesOnHeap(variable: Var): boolean {
    if (this.pkg.stackOnly || this.escapes === undefined) return false
    return this.escapes.addressed.has(variable) || this.escapes.byReference.has(variable)
  }

  setHome(variable: Var, home: Home, role: VariableRecord['role']): void {
    this.homes.set(variable, home)
    if (variable.name === '_' || variable.name === '') return
    const record = {
      name: variable.name,
      type: this.pkg.debugType(variable.type),
      role,
      line: this.pkg.fileSet.line(variable.pos),
      indirect: home.indirect,
    }
    const entry = { record, home, start: 0, end: -1 }
    this.code.mark(offset => {
      entry.start = offset
    })
    this.variables.push(entry)
  }

  /** From here on (the end of a block) the variables declared since `from` are out of scope. */
  endScope(from: number): void {
    const ending = this.variables.slice(from).filter(entry => entry.end === -1)
    if (ending.length === 0) return
    for (const entry of ending) entry.end = -2
    this.code.mark(offset => {
      for (const entry of ending) entry.end = offset
    })
  }

  private moveToHeap(variable: Var, initial: Address | undefined, role: VariableRecord['role']): void {
    const home = this.allocateHeapHome(variable)
    this.setHome(variable, home, role)
    if (initial !== undefined) this.store(this.addressOf(variable), { kind: 'memory', address: initial }, variable.type)
  }

  /** newobject for a variable that lives on the heap; it is zero. */
  allocateHeapHome(variable: Var, slot = this.local(8, 8, [0])): Home {
    const [pointer] = this.callRuntime('newobject', [{ kind: 'address', address: { symbol: this.pkg.typeSymbol(variable.type), disp: 0 } }])
    this.storeScalar(slotAddress(slot), pointer!, pointerScalar)
    this.releaseValue(pointer!)
    return { slot, disp: 0, indirect: true }
  }

  /** Declares a local variable. It is not set: the caller stores its first value. */
  declare(variable: Var): Address {
    if (this.livesOnHeap(variable)) this.setHome(variable, this.allocateHeapHome(variable), 'local')
    else {
      const slot = this.local(Math.max(sizeof(variable.type), 1), Math.min(8, alignof(variable.type)), pointersOf(variable.type))
      this.setHome(variable, { slot, disp: 0, indirect: false }, 'local')
    }
    return this.addressOf(variable)
  }

  /** The place of a variable. */
  addressOf(variable: Var): Address {
    if (variable.parentFunc === undefined && !this.homes.has(variable)) return { symbol: this.pkg.globalSymbol(variable), disp: 0 }
    const home = this.homes.get(variable)
    if (home === undefined) throw new Error(`${this.name}: variable ${variable.name} has no home`)
    return this.homeAddress(home)
  }

  homeAddress(home: Home): Address {
    if (!home.indirect) return slotAddress(home.slot, home.disp)
    const held = this.load({ kind: 'memory', address: slotAddress(home.slot, home.disp) }, pointerScalar)
    return { base: held, disp: 0 }
  }

  /** A heap variable of a loop gets a new home with the same value, for the next iteration. */
  renewHeapHome(variable: Var): void {
    const home = this.homes.get(variable)!
    const old = this.materialize({ kind: 'memory', address: this.homeAddress(home) }, variable.type)
    const kept = this.toMemoryValue(old, variable.type)
    this.allocateHeapHome(variable, home.slot)
    this.store(this.homeAddress(home), kept, variable.type)
  }

  gotoLabel(name: string): CodeLabel {
    let label = this.gotoLabels.get(name)
    if (label === undefined) this.gotoLabels.set(name, (label = this.label()))
    return label
  }

  /** The name of the next function literal. */
  closureName(): string {
    if (this.outerPackageLevel && this.node?.kind !== 'FuncLit') return `${this.pkg.path}.glob..func${++this.pkg.packageClosures}`
    const count = ++this.closureCount
    return this.node?.kind === 'FuncLit' ? `${this.name}.${count}` : `${this.name}.func${count}`
  }

  /** The name of the next closure made for a go or defer statement. */
  wrapperName(kind: 'go' | 'defer'): string {
    return `${this.name}.${kind}wrap${++this.wrapperCounts[kind]}`
  }

  /** The address of the incoming area (argp). */
  argumentPointer(disp = 0): Address {
    return slotAddress(this.incoming, disp)
  }

  private readonly incoming = new Slot(0, 8, [], 'home')

  /** Runs `body` with an expression standing for a value that was evaluated before. */
  withValue<T>(e: Expr, value: Value, body: () => T): T {
    const outer = this.overrides.get(e)
    this.overrides.set(e, value)
    const result = body()
    if (outer === undefined) this.overrides.delete(e)
    else this.overrides.set(e, outer)
    return result
  }

  private borrowing = 0

  /** Runs `body`, which generates an expression of another function: its lines do not count here. */
  inside<T>(info: Info, body: () => T): T {
    const outer = this.info
    this.info = info
    this.borrowing++
    try {
      return body()
    } finally {
      this.info = outer
      this.borrowing--
    }
  }

  overrideOf(e: Expr): Value | undefined {
    return this.overrides.size === 0 ? undefined : this.overrides.get(e)
  }

  /** In cold code: calls a function of the runtime that panics with two numbers. */
  panicWith(name: string, first: CodeOperand | bigint, second: CodeOperand | bigint): void {
    this.leaf = false
    this.outgoing = Math.max(this.outgoing, callLayout(this.pkg.runtimeFunction(name).sig).argSize)
    const isRegister = (operand: CodeOperand | bigint, number: number) =>
      typeof operand === 'object' && operand.kind === 'register' && operand.number === number
    const usesAX = (operand: CodeOperand | bigint) =>
      isRegister(operand, 0) ||
      (typeof operand === 'object' && operand.kind === 'memory' && (operand.base?.number === 0 || operand.index?.number === 0))
    if (isRegister(first, 3) && usesAX(second)) {
      this.op('MOVQ', second, this.reg(12))
      this.op('MOVQ', first, this.reg(0))
      this.op('MOVQ', this.reg(12), this.reg(3))
    } else if (usesAX(second)) {
      this.op('MOVQ', second, this.reg(3))
      if (!isRegister(first, 0)) this.op('MOVQ', first, this.reg(0))
    } else {
      if (!isRegister(first, 0)) this.op('MOVQ', first, this.reg(0))
      if (!isRegister(second, 3)) this.op('MOVQ', second, this.reg(3))
    }
    this.op('CALL', symbolOf(`runtime.${name}`))
    this.op('UD2')
  }

  /** Stores a value converted as assignment does. */
  storeConverted(address: Address, value: Value, from: Type, to: Type): void {
    this.store(address, convertAssigned(this, value, from, to), to)
  }

  // ------------------------------------------------------------------------------------------------------------------ calls

  /**
   * Calls a function with evaluated arguments. `target` is a symbol, a closure (pointer to funcval), or a code pointer in R12 (set by `prepare`).
   * Afterwards no register holds an older value; the results are fresh.
   */
  callWith(
    layout: CallLayout,
    args: readonly Value[],
    target: { symbol: string } | { closure: Value } | { code: Value; name: string },
  ): Value[] {
    this.leaf = false
    this.outgoing = Math.max(this.outgoing, layout.argSize)
    const moves: { to: number; from: Value; scalar: Scalar }[] = []
    layout.params.forEach((passed, i) => {
      const value = args[i]!
      if (passed.parts === undefined) this.storeOutgoing(passed, value)
      else for (const move of this.partsOf(passed.parts, value)) moves.push(move)
    })
    if ('closure' in target) moves.push({ to: 2, from: target.closure, scalar: pointerScalar })
    if ('code' in target) {
      this.loadInto(target.code, wordScalar, 12)
      this.unpin()
    }
    this.parallelMove(moves)
    if ('symbol' in target) this.op('CALL', symbolOf(target.symbol))
    else if ('closure' in target) this.op('CALL', memoryAt(2))
    else this.op('CALL', this.reg(12))
    const name = 'symbol' in target ? target.symbol : ''
    const record = { offset: 0, target: name }
    this.code.mark(offset => {
      record.offset = offset
    })
    this.calls.push(record)
    // As gc does: what follows is not reached from here.
    if (neverReturn.has(name)) this.op('UD2')
    this.clobberAll()
    return layout.results.map(passed => this.resultOf(passed))
  }

  private storeOutgoing(passed: Passed, value: Value): void {
    const slot = new Slot(sizeof(passed.type), 8, [], 'local')
    slot.offset = passed.offset // the outgoing area begins at SP
    this.store(slotAddress(slot), value, passed.type)
  }

  private partsOf(parts: readonly RegisterPart[], value: Value): { to: number; from: Value; scalar: Scalar }[] {
    if (parts.length === 0) return []
    if (value.kind === 'words') return parts.map((part, i) => ({ to: part.register, from: value.words[i]!, scalar: part.scalar }))
    if (value.kind === 'memory') {
      const simple = value.address.base === undefined && value.address.index === undefined
      for (let i = 1; i < parts.length; i++) this.share(value.address)
      return parts.map(part => {
        const from: Value = { kind: 'memory', address: at(value.address, part.scalar.offset) }
        return {
          to: part.register,
          from: simple || parts.length === 1 ? from : heldValue(this.load(from, part.scalar)),
          scalar: part.scalar,
        }
      })
    }
    if (value.kind === 'zero') return parts.map(part => ({ to: part.register, from: value, scalar: part.scalar }))
    return [{ to: parts[0]!.register, from: value, scalar: parts[0]!.scalar }]
  }

  /** Loads values into the registers in which a call wants them, whatever registers they are in now; spills all else that is live. */
  private parallelMove(moves: { to: number; from: Value; scalar: Scalar }[]): void {
    // Memory reached through registers is loaded first; then only registers, constants and the frame are sources.
    const sources = moves.map(move => {
      const { from } = move
      const dynamic =
        (from.kind === 'memory' || from.kind === 'address') && (from.address.base !== undefined || from.address.index !== undefined)
      return dynamic ? { ...move, from: heldValue(this.load(from, move.scalar)) } : move
    })
    const mine = new Set<Held>()
    for (const { from } of sources) if (from.kind === 'held' && from.held.references > 1) this.spill(from.held) // somebody needs it after the call
    for (const { from } of sources) if (from.kind === 'held' && from.held.spilled === undefined) mine.add(from.held)
    this.spillAll(mine)
    let pending: { to: number; from: number }[] = []
    const rest: typeof sources = []
    for (const source of sources) {
      if (source.from.kind === 'held' && source.from.held.spilled === undefined) {
        if (source.from.held.register !== source.to) pending.push({ to: source.to, from: source.from.held.register })
      } else rest.push(source)
    }
    while (pending.length > 0) {
      const free = pending.find(move => !pending.some(other => other !== move && other.from === move.to))
      if (free !== undefined) {
        this.op(free.to < 16 ? 'MOVQ' : 'MOVUPS', this.reg(free.from), this.reg(free.to))
        pending = pending.filter(move => move !== free)
        continue
      }
      const { to, from } = pending[0]!
      if (to < 16) this.op('XCHGQ', this.reg(from), this.reg(to))
      else {
        this.op('MOVUPS', this.reg(to), this.reg(30))
        this.op('MOVUPS', this.reg(from), this.reg(to))
        this.op('MOVUPS', this.reg(30), this.reg(from))
      }
      pending = pending
        .slice(1)
        .map(move => ({ to: move.to, from: move.from === to ? from : move.from === from ? to : move.from }))
        .filter(move => move.to !== move.from)
    }
    for (const source of rest) {
      const { from } = source
      if (from.kind === 'held')
        this.op(source.to < 16 ? 'MOVQ' : 'MOVSD', { kind: 'slot', slot: from.held.spilled!, disp: 0 }, this.reg(source.to))
      else this.loadInto(from, source.scalar, source.to)
    }
    this.unpin()
  }

  private resultOf(passed: Passed): Value {
    const { type, parts } = passed
    if (parts === undefined) {
      const slot = new Slot(sizeof(type), 8, [], 'local')
      slot.offset = passed.offset
      return this.materializeOutgoing(slot, type)
    }
    if (parts.length === 0) return { kind: 'zero' }
    const values = parts.map(part => heldValue(this.adopt(part.register, part.scalar.pointer), part.scalar.size === 8))
    if (isScalar(type)) return values[0]!
    if (isWords(type)) return { kind: 'words', words: values }
    const slot = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    parts.forEach((part, i) => {
      this.storeScalar(slotAddress(slot), values[i]!, part.scalar, part.scalar.offset)
      this.releaseValue(values[i]!)
    })
    return { kind: 'memory', address: slotAddress(slot) }
  }

  private materializeOutgoing(slot: Slot, type: Type): Value {
    const copy = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    this.store(slotAddress(copy), { kind: 'memory', address: slotAddress(slot) }, type)
    return { kind: 'memory', address: slotAddress(copy) }
  }

  /** Calls a function of package runtime by the signature it is declared with. */
  callRuntime(name: string, args: readonly Value[]): Value[] {
    const func = this.pkg.runtimeFunction(name)
    return this.callWith(callLayout(func.sig), args, { symbol: `runtime.${name}` })
  }

  callFunction(func: Func, args: readonly Value[]): Value[] {
    return this.callWith(callLayout(func.sig), args, { symbol: this.pkg.functionSymbol(func) })
  }

  // ---------------------------------------------------------------------------------------------------------------- return

  /** Leaves the function: its results are in their homes. */
  leave(): void {
    if (this.returnLabel !== undefined) this.op('JMP', this.returnLabel)
    else this.returnResults()
  }

  /** Loads the results from their homes and returns. */
  returnResults(): void {
    const moves: { to: number; from: Value; scalar: Scalar }[] = []
    this.layout.results.forEach((passed, i) => {
      const home = this.resultVars[i]!
      if (passed.parts === undefined) {
        if (home.indirect) this.store(slotAddress(this.stackResults[i]!), { kind: 'memory', address: this.homeAddress(home) }, passed.type)
        return
      }
      const place = this.homeAddress(home)
      for (const move of this.partsOf(passed.parts, { kind: 'memory', address: place })) moves.push(move)
    })
    this.parallelMove(moves)
    this.op('RET')
    this.clobberAll()
  }

  /** Returns evaluated results. */
  returnValues(values: readonly Value[]): void {
    const moves: { to: number; from: Value; scalar: Scalar }[] = []
    this.layout.results.forEach((passed, i) => {
      if (passed.parts !== undefined) return
      const slot = new Slot(sizeof(passed.type), alignof(passed.type), [], 'home')
      slot.offset = passed.offset
      this.store(slotAddress(slot), values[i]!, passed.type)
    })
    this.layout.results.forEach((passed, i) => {
      if (passed.parts !== undefined) moves.push(...this.partsOf(passed.parts, values[i]!))
    })
    this.parallelMove(moves)
    this.op('RET')
    this.clobberAll()
  }

  /** The common end of a function that defers: deferred calls, then the results. A recovered panic arrives here too. */
  finishReturns(closingBrace: Pos): void {
    if (this.returnLabel === undefined) return
    this.endStatement()
    this.line(closingBrace, true)
    this.bind(this.returnLabel)
    this.code.mark(offset => {
      this.deferReturn = offset
    })
    this.callRuntime('deferreturn', [])
    this.returnResults()
    this.endStatement()
  }

  // ------------------------------------------------------------------------------------------------------------------ end

  /** Code for a failed check: `emit` is called behind the body, with the line of the check. */
  coldCode(emit: () => void): CodeLabel {
    const label = this.label()
    const line = this.currentLine
    this.cold.push(() => {
      this.clobberAll()
      this.code.line(line, false)
      this.currentLine = line
      this.bind(label)
      emit()
    })
    return label
  }

  private signatureRecord(): SignatureRecord {
    const passed = ({ type, parts, offset }: Passed): PassedRecord => ({
      type: this.pkg.debugType(type),
      offset,
      ...(parts === undefined ? {} : { parts: parts.map(part => [part.register, part.scalar.offset, part.scalar.size] as const) }),
    })
    return { params: this.layout.params.map(passed), results: this.layout.results.map(passed), variadic: this.signature?.variadic === true }
  }

  /** A mask of the general registers that hold something when the function returns. */
  private resultRegisters(): number {
    if (this.signature === undefined) return 0xffff
    let mask = 0
    for (const { parts } of this.layout.results) for (const part of parts ?? []) if (part.register < 16) mask |= 1 << part.register
    return mask
  }

  finish(extraFlags = 0): FunctionObject {
    for (const emit of this.cold) emit()
    improve(this.code, this.resultRegisters())
    const encoded = finishFunction(this.code, {
      locals: this.locals,
      outgoing: this.outgoing,
      nosplit: (this.flags & FunctionFlag.nosplit) !== 0,
      usesContext: this.usesContext,
      wrapper: (this.flags & FunctionFlag.wrapper) !== 0,
      leaf: this.leaf,
      spills: this.spills,
      zeroed: [],
      startLine: this.startLine,
    })
    const bodyCfa = encoded.frameSize === 0 && this.leaf ? 8 : encoded.frameSize + 16
    return {
      name: this.name,
      bytes: encoded.bytes,
      relocations: encoded.relocations,
      file: this.file,
      startLine: this.startLine,
      lines: encoded.lines,
      statements: encoded.statements,
      columns: encoded.columns,
      sp: encoded.sp,
      prologueEnd: encoded.prologueEnd,
      frameSize: encoded.frameSize,
      argSize: this.layout.argSize,
      argPointers: argumentPointers(this.layout),
      localPointers: encoded.localPointers,
      argInfo: argumentInfo(this.layout),
      deferReturn: this.deferReturn,
      flags: this.flags | extraFlags,
      calls: this.calls,
      signature: this.signatureRecord(),
      variables: this.variables.map(({ record, home, start, end }) => ({
        ...record,
        start,
        end: end < 0 ? encoded.bytes.length : end,
        cfa: home.slot.area === 'home' ? home.slot.offset + home.disp : home.slot.offset + home.disp - bodyCfa,
      })),
    }
  }
}

function symbolOf(symbol: string) {
  return isa.symbolMemory(symbol)
}

function memoryAt(register: number) {
  return isa.memory(isa.registers[register]!)
}
