// This file defines the generator of one function: what expression and statement generation need to know about it and write into.
import * as isa from '../../machine/isa/operands'
import type { Expr, FuncDecl, FuncLit } from '../syntax/nodes'
import type { Pos } from '../syntax/positions'
import type { Func, Var } from '../types/object'
import type { Info } from '../types/program'
import type { Signature, Type } from '../types/type'
import { argumentPointers, type CallLayout, callLayout, layoutOf, type Passed, type RegisterPart } from './callingConvention'
import { type CodeLabel, type CodeOperand, finishFunction, registerOperand, Slot } from './emit'
import type { EscapeFacts } from './escape'
import { convertAssigned } from './expressions'
import { alignof, isScalar, isWords, offsetsof, pointersOf, type Scalar, scalarsOf, sizeof } from './layout'
import { type CallRecord, FunctionFlag, type FunctionObject, type VariableRecord } from './object'
import type { PackageGenerator } from './package'
import { type Address, at, type Held, heldValue, pointerScalar, slotAddress, type Value, ValueTracker, wordScalar } from './values'

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

export class FunctionGenerator extends ValueTracker {
  readonly info: Info
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
    const line = this.pkg.fileSet.line(pos)
    if (line === 0) return
    if (!statement && line === this.currentLine) return
    this.currentLine = line
    this.code.line(line, statement)
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

  overrideOf(e: Expr): Value | undefined {
    return this.overrides.size === 0 ? undefined : this.overrides.get(e)
  }

  // -------------------------------------------------------------------------------------------------------- moving values

  /** The words of a string, slice or interface. */
  wordsOf(value: Value, type: Type): readonly Value[] {
    if (value.kind === 'words') return value.words
    const count = sizeof(type) / 8
    if (value.kind === 'zero') return Array.from({ length: count }, () => ({ kind: 'zero' }))
    if (value.kind !== 'memory') throw new Error(`a ${value.kind} has no words`)
    for (let i = 1; i < count; i++) this.share(value.address)
    return Array.from({ length: count }, (_, i) => ({ kind: 'memory', address: at(value.address, i * 8) }))
  }

  /** One word of a value of several; the others are released. */
  wordOf(value: Value, type: Type, index: number): Value {
    const words = this.wordsOf(value, type)
    words.forEach((word, i) => {
      if (i !== index) this.releaseValue(word)
    })
    return words[index]!
  }

  /** Stores a value of any type. Releases value and address. */
  store(address: Address, value: Value, type: Type): void {
    const scalars = isScalar(type) ? scalarsOf(type) : undefined
    if (scalars !== undefined) {
      this.storeScalar(address, value, scalars[0]!)
    } else if (value.kind === 'zero') this.zeroMemory(address, type)
    else if (isWords(type) && value.kind !== 'memory') {
      const list = scalarsOf(type)
      this.wordsOf(value, type).forEach((word, i) => {
        this.storeScalar(address, word, list[i]!, i * 8)
      })
    } else if (value.kind === 'memory') this.copyMemory(address, value.address, sizeof(type))
    else throw new Error(`cannot store a ${value.kind} as ${type.kind}`)
    this.unpin()
    this.releaseValue(value)
    this.releaseAddress(address)
  }

  /** Copies `size` bytes between places that do not overlap, or are the same. */
  private copyMemory(to: Address, from: Address, size: number): void {
    if (size === 0) return
    if (size > 128) {
      // REP MOVS takes its operands in fixed registers.
      this.spillAll()
      const source = this.operand(from)
      const destination = this.operand(to)
      this.op('LEAQ', source, this.reg(12))
      this.op('LEAQ', destination, this.reg(15))
      this.op('MOVQ', this.reg(12), this.reg(6))
      this.op('MOVQ', this.reg(15), this.reg(7))
      this.op('MOVL', size >> 3, this.reg(1))
      this.op('REP MOVSQ')
      if (size & 7) {
        this.op('MOVL', size & 7, this.reg(1))
        this.op('REP MOVSB')
      }
      this.clobberAll()
      return
    }
    const source = this.operand(from)
    const destination = this.operand(to)
    let disp = 0
    const shift = (operand: typeof source, by: number) => ({ ...operand, disp: operand.disp + by })
    const move = (op: 'MOVUPS' | 'MOVQ' | 'MOVL' | 'MOVW' | 'MOVB', bytes: number, via: number) => {
      const load = op === 'MOVW' ? 'MOVWLZX' : op === 'MOVB' ? 'MOVBLZX' : op
      for (; disp + bytes <= size; disp += bytes) {
        this.op(load, shift(source, disp), this.reg(via))
        this.op(op, this.reg(via), shift(destination, disp))
      }
    }
    if (size >= 16) move('MOVUPS', 16, 30)
    move('MOVQ', 8, 12)
    move('MOVL', 4, 12)
    move('MOVW', 2, 12)
    move('MOVB', 1, 12)
    this.unpin()
  }

  /** Zeroes memory; the address is not released. */
  private zeroMemory(address: Address, type: Type): void {
    const size = sizeof(type)
    if (size === 0) return
    if (size > 256) {
      this.spillAll()
      this.op('LEAQ', this.operand(address), this.reg(7))
      this.op('MOVL', size >> 3, this.reg(1))
      this.op('XORL', this.reg(0), this.reg(0))
      this.op('REP STOSQ')
      if (size & 7) {
        this.op('MOVL', size & 7, this.reg(1))
        this.op('REP STOSB')
      }
      this.clobberAll()
      return
    }
    const operand = this.operand(address)
    let disp = 0
    const place = () => ({ ...operand, disp: operand.disp + disp })
    for (; disp + 16 <= size; disp += 16) this.op('MOVUPS', this.reg(31), place())
    for (; disp + 8 <= size; disp += 8) this.op('MOVQ', 0, place())
    for (; disp + 4 <= size; disp += 4) this.op('MOVL', 0, place())
    for (; disp < size; disp++) this.op('MOVB', 0, place())
    this.unpin()
  }

  zero(address: Address, type: Type): void {
    this.store(address, { kind: 'zero' }, type)
  }

  reg(number: number) {
    return registerOperand(number)
  }

  /** A scalar as the source operand of an instruction: constant, register or memory. Pins registers. */
  sourceOperand(value: Value, scalar: Scalar): CodeOperand {
    switch (value.kind) {
      case 'zero':
        return 0
      case 'constant': {
        const bits = BigInt.asIntN(scalar.size * 8, value.bits)
        if (bits >= -0x80000000n && bits <= 0x7fffffffn) return Number(bits)
        this.op('MOVQ', bits, this.reg(15))
        return this.reg(15)
      }
      case 'held':
        return this.reg(this.registerOf(value.held))
      case 'memory':
        return this.operand(value.address)
      case 'address':
        this.op('LEAQ', this.operand(value.address), this.reg(15))
        return this.reg(15)
      case 'words':
        throw new Error('several words are no scalar')
    }
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

  /** The value in a register, or the words in registers: nothing that happens to memory afterwards changes it. Large values are copied to a temporary. */
  materialize(value: Value, type: Type): Value {
    if (value.kind === 'constant' || value.kind === 'held' || value.kind === 'zero') return value
    if (isScalar(type))
      return value.kind === 'address' && value.address.base === undefined && value.address.index === undefined
        ? value
        : heldValue(this.load(value, scalarsOf(type)[0]!))
    if (isWords(type)) {
      const scalars = scalarsOf(type)
      return { kind: 'words', words: this.wordsOf(value, type).map((word, i) => this.materializeWord(word, scalars[i]!)) }
    }
    const slot = this.temporary(sizeof(type), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return { kind: 'memory', address: slotAddress(slot) }
  }

  private materializeWord(word: Value, scalar: Scalar): Value {
    return word.kind === 'memory' ? heldValue(this.load(word, scalar)) : word
  }

  /** The value in memory, where its address can be taken: a temporary unless it has a place already. */
  toMemory(value: Value, type: Type): Address {
    if (value.kind === 'memory') return value.address
    const slot = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return slotAddress(slot)
  }

  /** Stores a value converted as assignment does. */
  storeConverted(address: Address, value: Value, from: Type, to: Type): void {
    this.store(address, convertAssigned(this, value, from, to), to)
  }

  /** The value in memory, as a value. */
  toMemoryValue(value: Value, type: Type): Value {
    return value.kind === 'memory' && value.address.base === undefined && value.address.index === undefined
      ? value
      : { kind: 'memory', address: this.toTemporary(value, type) }
  }

  private toTemporary(value: Value, type: Type): Address {
    const slot = this.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
    this.store(slotAddress(slot), value, type)
    return slotAddress(slot)
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

  finish(extraFlags = 0): FunctionObject {
    for (const emit of this.cold) emit()
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

/** How a stack trace prints the arguments: Go's ArgInfo bytes, at most ten values, aggregates in braces five deep. */
function argumentInfo(layout: CallLayout): number[] {
  const end = 0xff
  const startAggregate = 0xfe
  const endAggregate = 0xfd
  const dots = 0xfc
  const tooLarge = 0xfb
  const limit = 10
  const maxDepth = 5
  const bytes: number[] = []
  let count = 0
  const visit = (type: Type, offset: number, depth: number): boolean => {
    const under = type.underlying
    const aggregate =
      isWords(type) || under.kind === 'Struct' || under.kind === 'Array' || (under.kind === 'Basic' && under.basic.startsWith('complex'))
    if (count >= limit) {
      bytes.push(dots)
      return false
    }
    if (!aggregate) {
      if (offset > 0xf8 || sizeof(type) > 8) bytes.push(tooLarge)
      else bytes.push(offset, sizeof(type))
      count++
      return true
    }
    bytes.push(startAggregate)
    let more = true
    if (depth >= maxDepth) bytes.push(dots)
    else if (under.kind === 'Struct') {
      const offsets = offsetsof(under)
      for (let i = 0; i < under.fields.length && more; i++) more = visit(under.fields[i]!.type, offset + offsets[i]!, depth + 1)
      if (under.fields.length === 0) count++
    } else if (under.kind === 'Array') {
      const size = sizeof(under.elem)
      for (let i = 0; i < under.len && more; i++) more = visit(under.elem, offset + i * size, depth + 1)
      if (under.len === 0) count++
    } else {
      for (const scalar of scalarsOf(type)) {
        if (count >= limit) {
          bytes.push(dots)
          more = false
          break
        }
        if (offset + scalar.offset > 0xf8) bytes.push(tooLarge)
        else bytes.push(offset + scalar.offset, scalar.size)
        count++
      }
    }
    bytes.push(endAggregate)
    return more
  }
  for (const passed of layout.params) if (!visit(passed.type, passed.offset, 0)) break
  bytes.push(end)
  return bytes
}
