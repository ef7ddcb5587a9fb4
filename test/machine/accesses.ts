// A naive oracle for watched memory: decodes the instruction a thread is about to execute and says what memory it will access. It shares the
// decoder with the machine but none of what finds accesses while running.
import { decode, type Instruction } from '../../adapter/machine/isa/decode'
import type { Memory } from '../../adapter/machine/isa/operands'
import type { Machine } from '../../adapter/machine/machine'

export interface Access {
  readonly address: number
  readonly size: number
  readonly reads: boolean
  readonly writes: boolean
}

const decoded = new WeakMap<Machine, Map<number, Instruction | undefined>>()

function instructionAt(machine: Machine, pc: number): Instruction | undefined {
  let known = decoded.get(machine)
  if (!known) {
    known = new Map()
    decoded.set(machine, known)
  }
  if (!known.has(pc)) {
    const bytes = machine.read(pc, 15)
    known.set(pc, bytes && decode(bytes, 0, pc))
  }
  return known.get(pc)
}

/** What the next instruction of a thread accesses, when it does not fault; undefined for SYSCALL and what cannot be decoded. */
export function nextAccesses(machine: Machine, tid: number, pc: number): Access[] | undefined {
  const instruction = instructionAt(machine, pc)
  if (!instruction || instruction.row.mnemonic === 'SYSCALL') return undefined
  const { mnemonic, operands, writes } = instruction.row
  const register = (name: string) => Number(BigInt.asUintN(64, machine.getRegister(tid, name)))
  const accesses: Access[] = []
  const add = (address: number, size: number, reads: boolean, write: boolean) => accesses.push({ address, size, reads, writes: write })
  const explicit = !/^(LEA|NOP)/.test(mnemonic)
  instruction.operands.forEach((operand, i) => {
    if (!explicit || typeof operand !== 'object' || operand.kind !== 'memory') return
    const size = Number(/\d+$/.exec(operands[i])![0]) / 8
    const written = writes === 'all' || (writes === 'last' && i === operands.length - 1)
    add(effectiveAddress(machine, tid, operand), size, !written || !/^(MOV|SET)/.test(mnemonic), written)
  })
  const sp = register('SP')
  if (/^(PUSH|CALL)/.test(mnemonic)) add(sp - 8, 8, false, true)
  if (/^(POP|RET)/.test(mnemonic)) add(sp, 8, true, false)
  const string = /^(REP )?(MOVS|STOS)([BWLQ])$/.exec(mnemonic)
  if (string && mnemonic !== 'MOVSD' && operands.length === 0) {
    const width = { B: 1, W: 2, L: 4, Q: 8 }[string[3]]!
    const count = string[1] ? register('CX') : 1
    const down = (machine.getRegister(tid, 'RFLAGS') >> 10n) & 1n
    const lowest = (address: number) => (down ? address - (count - 1) * width : address)
    if (count && string[2] === 'MOVS') add(lowest(register('SI')), count * width, true, false)
    if (count) add(lowest(register('DI')), count * width, false, true)
  }
  return accesses
}

function effectiveAddress(machine: Machine, tid: number, { base, index, scale, disp, ripTarget }: Memory): number {
  if (ripTarget !== undefined) return ripTarget
  const value = (register: Memory['base']) => (register ? machine.getRegister(tid, register.name) : 0n)
  return Number(BigInt.asUintN(64, value(base) + value(index) * BigInt(scale) + BigInt(disp)))
}
