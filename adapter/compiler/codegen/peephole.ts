// This file improves the instructions of one function before they are encoded: values travel less from register to register.
//
// The generator makes each expression by itself, so a value is often loaded into one register, copied into another that may be changed, and
// copied back. What is removed here lies inside one statement and between two jumps, labels or calls; variables in memory are not touched.
// Where a statement begins no register holds anything but SP, BP, g in R14 and a closure's context in DX.
import type { Mnemonic } from '../../machine/isa/mnemonics'
import * as isa from '../../machine/isa/operands'
import type { CodeOperand, Instruction, InstructionList } from './emit'

/** Registers that may be renamed: the generator's pool without DX. */
const renameable = 0b0010_1111_1100_1011
const everything = 0xffff

interface Facts {
  readonly reads: number
  readonly writes: number
  /** Reads and writes are what the operands say, so that registers in them can be replaced. */
  readonly plain: boolean
}

const opaque: Facts = { reads: everything, writes: 0, plain: false }
const moves = /^(MOV[BWL][LQ][SZ]X|LEA[LQ]|MOV[LQ]|IMUL3[LQ])$/
const readModifyWrite = /^(ADD|SUB|AND|OR|XOR|IMUL|SHL|SHR|SAR|ROL|ROR|INC|DEC|NEG|NOT)[LQ]$/
const comparisons = /^(CMP|TEST)[BWLQ]$/
const stores = /^MOV[BWLQ]$/
const shifts = /^(SHL|SHR|SAR|ROL|ROR)[LQ]$/
const foldable = /^(ADD|SUB|AND|OR|XOR|IMUL)Q$/
const inMemory = /^(ADD|SUB|AND|OR|XOR)Q$/
const commutative = /^(ADD|AND|OR|XOR|IMUL)Q$/

/** `results`: a mask of the registers that hold results when the function returns. */
export function improve(list: InstructionList, results: number): void {
  const { items } = list
  let segment: number[] = []
  const labels = new Map<CodeOperand, number>()
  items.forEach((item, i) => {
    if ('bind' in item) labels.set(item.bind, i)
  })
  for (let i = 0; i <= items.length; i++) {
    const item = items[i]
    if (item !== undefined && 'mark' in item) continue
    if (item !== undefined && 'line' in item && !item.statement) continue
    if (item !== undefined && 'op' in item && !isBarrier(item)) {
      segment.push(i)
      continue
    }
    if (segment.length > 1) {
      const isStatement = beginsStatement(items, i) || (item !== undefined && 'op' in item && leadsToStatements(items, i, item, labels))
      const isReturn = item !== undefined && 'op' in item && item.op === 'RET'
      new Segment(items as Instruction[], segment, isStatement ? ~renameable : isReturn ? ~renameable | results : everything).run()
    }
    segment = []
  }
  list.drop(item => item === removed)
}

/** Whether a statement begins there, where nothing is in a register, or at labels right there. */
function beginsStatement(items: InstructionList['items'], i: number): boolean {
  let at = i
  for (let item = items[at]; item !== undefined && ('bind' in item || 'mark' in item); item = items[at]) at++
  const item = items[at]
  return item !== undefined && 'line' in item && item.free
}

/** Whether a statement begins wherever a jump leads. */
function leadsToStatements(items: InstructionList['items'], i: number, { op, operands }: Instruction, labels: Labels): boolean {
  if (!/^J/.test(op)) return false
  const target = labels.get(operands[0]!)
  return target !== undefined && beginsStatement(items, target) && (op === 'JMP' || beginsStatement(items, i + 1))
}

type Labels = ReadonlyMap<CodeOperand, number>

function isBarrier({ op }: Instruction): boolean {
  return op === 'RET' || op === 'CALL' || op === 'UD2' || /^J/.test(op)
}

/** What takes the place of an instruction that is gone until the list is compacted. */
const removed: Instruction = { op: 'NOP', operands: [] }

class Segment {
  private readonly ops: Instruction[]

  constructor(
    private readonly items: Instruction[],
    private readonly places: readonly number[],
    private readonly liveAtEnd: number,
  ) {
    this.ops = places.map(place => items[place]!)
  }

  run(): void {
    for (let again = true, rounds = 0; again && rounds < 8; rounds++) {
      again = false
      for (let i = 0; i + 1 < this.ops.length; i++) if (this.improveAt(i)) again = true
    }
    this.places.forEach((place, i) => {
      this.items[place] = this.ops[i]!
    })
  }

  private improveAt(i: number): boolean {
    const op = this.ops[i]!
    if (op === removed) return false
    const next = this.following(i)
    if (next < 0) return false
    return (
      this.copy(i) ||
      this.renameDefinition(i, next) ||
      this.swapOperands(i, next) ||
      this.foldLoad(i, next) ||
      this.testInMemory(i) ||
      this.operateInMemory(i) ||
      this.operateThroughPointer(i)
    )
  }

  private following(i: number): number {
    for (let j = i + 1; j < this.ops.length; j++) if (this.ops[j] !== removed) return j
    return -1
  }

  /** Registers whose values are wanted behind an instruction. */
  private liveAfter(i: number): number {
    let live = this.liveAtEnd
    for (let j = this.ops.length - 1; j > i; j--) {
      if (this.ops[j] === removed) continue
      const { reads, writes } = factsOf(this.ops[j]!)
      live = (live & ~writes) | reads
    }
    return live
  }

  /** A copy whose source is not wanted any more: from here on the source does the copy's work, as far as the copy is wanted. */
  private copy(i: number): boolean {
    const copy = copyOf(this.ops[i]!)
    if (copy === undefined) return false
    const { from, to } = copy
    if (from === to) {
      this.ops[i] = removed
      return true
    }
    if (!isRenameable(from) || !isRenameable(to) || this.liveAfter(i) & (1 << from)) return false
    let last = i
    for (let j = i + 1; ; j++) {
      if (j === this.ops.length) {
        if (this.liveAtEnd & (1 << to)) return false
        break
      }
      if (this.ops[j] === removed) continue
      const { reads, writes, plain } = factsOf(this.ops[j]!)
      const touched = (reads | writes) & (1 << to)
      if (touched) {
        // It goes back to where it came from.
        const back = copyOf(this.ops[j]!)
        if (back?.from === to && back.to === from && !(this.liveAfter(j) & (1 << to))) {
          last = j
          break
        }
        if (!plain || (reads | writes) & (1 << from)) return false
        // A new value in the same register begins a new life.
        if (!(reads & (1 << to))) break
        last = j
        if (!(this.liveAfter(j) & (1 << to))) break
      } else if ((reads | writes) & (1 << from)) {
        if (this.liveAfter(last) & (1 << to)) return false
        break
      }
    }
    for (let j = i + 1; j <= last; j++) if (this.ops[j] !== removed) this.ops[j] = renamed(this.ops[j]!, to, from)
    this.ops[i] = removed
    return true
  }

  /** A value made in one register and at once copied into another is made there. */
  private renameDefinition(i: number, next: number): boolean {
    const copy = copyOf(this.ops[next]!)
    if (copy === undefined) return false
    const { from, to } = copy
    const { reads, writes, plain } = factsOf(this.ops[i]!)
    if (!plain || writes !== 1 << from || reads & (1 << from) || !isRenameable(from) || !isRenameable(to)) return false
    if (this.liveAfter(next) & (1 << from)) return false
    const { op, operands } = this.ops[i]!
    this.ops[i] = { op, operands: [...operands.slice(0, -1), isa.registers[to]!] }
    this.ops[next] = removed
    return true
  }

  /** ADDQ A, B; MOVQ B, A with B not wanted any more is ADDQ B, A. */
  private swapOperands(i: number, next: number): boolean {
    const { op, operands } = this.ops[i]!
    const copy = copyOf(this.ops[next]!)
    if (copy === undefined || !commutative.test(op) || operands.length !== 2) return false
    const a = numberOf(operands[0]!)
    const b = numberOf(operands[1]!)
    if (a !== copy.to || b !== copy.from || !isRenameable(b) || this.liveAfter(next) & (1 << b)) return false
    this.ops[i] = { op, operands: [operands[1]!, operands[0]!] }
    this.ops[next] = removed
    return true
  }

  /** MOVQ m, A; ADDQ A, B with A not wanted any more is ADDQ m, B. */
  private foldLoad(i: number, next: number): boolean {
    const load = this.ops[i]!
    const [source, destination] = load.operands
    if (load.op !== 'MOVQ' || source === undefined || destination === undefined || !isMemory(source)) return false
    const a = numberOf(destination)
    if (a === undefined || !isRenameable(a) || this.liveAfter(next) & (1 << a)) return false
    const { op, operands } = this.ops[next]!
    if (operands.length !== 2) return false
    const [left, right] = operands as [CodeOperand, CodeOperand]
    const leftNumber = numberOf(left)
    const rightNumber = numberOf(right)
    if (foldable.test(op) && leftNumber === a && rightNumber !== undefined && rightNumber !== a) {
      this.ops[next] = { op, operands: [source, right] }
    } else if (op === 'CMPQ' && leftNumber === a && rightNumber !== a && !isMemory(right) && typeof right !== 'bigint') {
      this.ops[next] = { op, operands: [source, right] }
    } else if (op === 'CMPQ' && rightNumber === a && leftNumber !== undefined && leftNumber !== a) {
      this.ops[next] = { op, operands: [left, source] }
    } else return false
    this.ops[i] = removed
    return true
  }

  /** The instructions from `i` on, as many as asked for; undefined where there are fewer. */
  private sequence(i: number, count: number): Place[] | undefined {
    const found: Place[] = []
    for (let j = i; found.length < count; j = this.following(j)) {
      if (j < 0) return undefined
      found.push({ place: j, ...this.ops[j]! })
    }
    return found
  }

  /** Puts other instructions in the place of a sequence; those it has too many are gone. */
  private replace(places: readonly Place[], instructions: readonly Instruction[]): true {
    places.forEach(({ place }, n) => {
      this.ops[place] = instructions[n] ?? removed
    })
    return true
  }

  private isDeadAfter(register: number, { place }: Place): boolean {
    return isRenameable(register) && (this.liveAfter(place) & (1 << register)) === 0
  }

  /** MOVBLZX (or MOVBQZX) m, A; ANDL $bits, A; TESTB A, A with A not wanted any more is TESTB $bits, m. Whether the result is 0 is all that is asked. */
  private testInMemory(i: number): boolean {
    const found = this.sequence(i, 3)
    if (found === undefined) return false
    const [load, and, test] = found as [Place, Place, Place]
    const a = numberOf(load.operands.at(-1)!)
    if (!/^MOVB[LQ]ZX$/.test(load.op) || and.op !== 'ANDL' || test.op !== 'TESTB' || a === undefined || !isMemory(load.operands[0]!))
      return false
    const bits = and.operands[0]
    if (typeof bits !== 'number' || bits < 0 || bits > 127 || numberOf(and.operands[1]!) !== a) return false
    if (test.operands.some(operand => numberOf(operand) !== a) || !this.isDeadAfter(a, test)) return false
    return this.replace(found, [{ op: 'TESTB', operands: [bits, load.operands[0]!] }])
  }

  /** MOVQ m, A; ADDQ x, A; MOVQ A, m with A not wanted any more is ADDQ x, m, as gc has it. */
  private operateInMemory(i: number): boolean {
    const found = this.sequence(i, 3)
    if (found === undefined) return false
    const [load, work, store] = found as [Place, Place, Place]
    const source = load.operands[0]
    const a = loadedRegister(load)
    if (a === undefined || source === undefined || !isStoreOf(store, a) || !sameMemory(source, store.operands[1]!)) return false
    if (usesRegister(source, a) || !this.isDeadAfter(a, store)) return false
    const by = operandOn(work, a)
    if (by === undefined || isMemory(by)) return false
    return this.replace(found, [{ op: work.op, operands: [by, source] }])
  }

  /** The same for a field of what a variable points to: the pointer is fetched once. */
  private operateThroughPointer(i: number): boolean {
    const found = this.sequence(i, 5)
    if (found === undefined) return false
    const [fetch, load, work, again, store] = found as [Place, Place, Place, Place, Place]
    const pointer = loadedRegister(fetch)
    const a = loadedRegister(load)
    const second = loadedRegister(again)
    if (pointer === undefined || a === undefined || second === undefined || second === a || !isStoreOf(store, a)) return false
    if (fetch.operands[0] === undefined || !isSlot(fetch.operands[0]) || !sameMemory(fetch.operands[0], again.operands[0]!)) return false
    const from = load.operands[0]
    const to = store.operands[1]
    const by = operandOn(work, a)
    if (!isField(from, pointer) || !isField(to, second) || from.disp !== to.disp || by === undefined) return false
    if (!this.isDeadAfter(a, store) || !this.isDeadAfter(second, store) || (pointer !== a && !this.isDeadAfter(pointer, store)))
      return false
    if (!isMemory(by)) {
      if (usesRegister(by, pointer) || usesRegister(by, second)) return false
      return this.replace(found, [again, { op: work.op, operands: [by, to] }])
    }
    if (!isSlot(by)) return false
    const other: Instruction = { op: 'MOVQ', operands: [by, isa.registers[a]!] }
    return this.replace(found, [other, again, { op: work.op, operands: [isa.registers[a]!, to] }])
  }
}

interface Place extends Instruction {
  readonly place: number
}

/** The register that a load of 8 bytes fills. */
function loadedRegister({ op, operands }: Instruction): number | undefined {
  return op === 'MOVQ' && operands.length === 2 && isMemory(operands[0]!) ? numberOf(operands[1]!) : undefined
}

function isStoreOf({ op, operands }: Instruction, register: number): boolean {
  return op === 'MOVQ' && numberOf(operands[0]!) === register && operands[1] !== undefined && isMemory(operands[1])
}

/** What is added to a register, taken from it, and so on. */
function operandOn({ op, operands }: Instruction, register: number): CodeOperand | undefined {
  if (!inMemory.test(op) || operands.length !== 2 || numberOf(operands[1]!) !== register) return undefined
  const by = operands[0]!
  return typeof by === 'bigint' || usesRegister(by, register) ? undefined : by
}

function usesRegister(operand: CodeOperand, register: number): boolean {
  if (typeof operand !== 'object') return false
  if (operand.kind === 'register') return operand.number === register
  return operand.kind === 'memory' && (operand.base?.number === register || operand.index?.number === register)
}

function isSlot(operand: CodeOperand): boolean {
  return typeof operand === 'object' && operand.kind === 'slot'
}

/** Memory at a constant distance from what a register holds. */
function isField(operand: CodeOperand | undefined, base: number): operand is isa.Memory {
  return typeof operand === 'object' && operand.kind === 'memory' && operand.base?.number === base && !operand.index && !operand.symbol
}

function sameMemory(a: CodeOperand, b: CodeOperand): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (a.kind === 'slot') return b.kind === 'slot' && a.slot === b.slot && a.disp === b.disp
  if (a.kind !== 'memory' || b.kind !== 'memory') return false
  const registers = a.base?.number === b.base?.number && a.index?.number === b.index?.number && a.scale === b.scale
  return registers && a.disp === b.disp && a.symbol === b.symbol
}

function isRenameable(number: number): boolean {
  return (renameable & (1 << number)) !== 0
}

function numberOf(operand: CodeOperand): number | undefined {
  return typeof operand === 'object' && operand.kind === 'register' ? operand.number : undefined
}

function isMemory(operand: CodeOperand): boolean {
  return typeof operand === 'object' && (operand.kind === 'slot' || operand.kind === 'memory')
}

function copyOf({ op, operands }: Instruction): { from: number; to: number } | undefined {
  if (op !== 'MOVQ') return undefined
  const from = numberOf(operands[0]!)
  const to = numberOf(operands[1]!)
  return from === undefined || to === undefined ? undefined : { from, to }
}

function factsOf({ op, operands }: Instruction): Facts {
  let reads = 0
  let writes = 0
  for (const operand of operands) {
    if (typeof operand !== 'object') continue
    if (operand.kind === 'memory') {
      if (operand.base !== undefined) reads |= 1 << operand.base.number
      if (operand.index !== undefined) reads |= 1 << operand.index.number
    }
  }
  const last = operands.length - 1
  const registers = operands.map(numberOf)
  const target = registers[last]
  for (let i = 0; i < last; i++) if (registers[i] !== undefined) reads |= 1 << registers[i]!
  const isZeroing = op === 'XORL' && registers[0] !== undefined && registers[0] === registers[1]
  if (isZeroing) return { reads: 0, writes: 1 << target!, plain: false }
  if (comparisons.test(op)) {
    if (target !== undefined) reads |= 1 << target
    return { reads, writes, plain: true }
  }
  if (moves.test(op) || stores.test(op)) {
    if (target !== undefined) {
      writes = 1 << target
      if (!moves.test(op)) reads |= writes
    }
    return { reads, writes, plain: true }
  }
  if (readModifyWrite.test(op)) {
    if (target !== undefined) {
      reads |= 1 << target
      writes |= 1 << target
    }
    // A count in a register must be in CX.
    return { reads, writes, plain: !(shifts.test(op) && registers[0] !== undefined && operands.length > 1) }
  }
  return opaque
}

/** The instruction with one register in the place of another. */
function renamed({ op, operands }: Instruction, from: number, to: number): Instruction {
  const register = (r: isa.Register) => (r.number === from ? isa.registers[to]! : r)
  return {
    op: op as Mnemonic,
    operands: operands.map(operand => {
      if (typeof operand !== 'object') return operand
      if (operand.kind === 'register') return register(operand)
      if (operand.kind !== 'memory') return operand
      return {
        ...operand,
        ...(operand.base === undefined ? {} : { base: register(operand.base) }),
        ...(operand.index === undefined ? {} : { index: register(operand.index) }),
      }
    }),
  }
}
