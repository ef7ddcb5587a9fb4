// The operands of an instruction, as the code generator, the assembler, the encoder and the decoder all hand them around.

/** A general register; `number` is the one amd64 encodes. How many bits are meant is said by the mnemonic, as in Go's assembler. */
export interface Register {
  readonly kind: 'register'
  readonly number: number
  readonly name: string
}

/** An SSE register, X0 to X15. */
export interface VectorRegister {
  readonly kind: 'vector'
  readonly number: number
  readonly name: string
}

/**
 * disp(base)(index*scale), or symbol+disp(SB) which is addressed relative to RIP.
 * `CALL`, `JMP` and the conditional jumps take `symbol+disp(SB)` as their target, not as the place where the target is kept.
 */
export interface Memory {
  readonly kind: 'memory'
  readonly base?: Register
  readonly index?: Register
  readonly scale: 1 | 2 | 4 | 8
  readonly disp: number
  readonly symbol?: string
  /** Set by the decoder only: the absolute address a RIP-relative operand means. */
  readonly ripTarget?: number
}

/** $symbol+addend(SB): the address of a symbol as a value. `MOVQ $sym(SB), R` becomes a LEAQ. */
export interface SymbolAddress {
  readonly kind: 'address'
  readonly symbol: string
  readonly addend: number
}

/** A place in the code being built; made by `CodeBuilder.label()`. */
export interface Label {
  readonly kind: 'label'
  readonly id: number
}

/** A branch target that is already an address (what the decoder finds, and what the disassembler prints). */
export interface Target {
  readonly kind: 'target'
  readonly address: number
}

/** An immediate is a plain number or bigint. */
export type Operand = Register | VectorRegister | Memory | SymbolAddress | Label | Target | number | bigint

/** The names of the general registers in the order of their numbers. */
export const registerNames = ['AX', 'CX', 'DX', 'BX', 'SP', 'BP', 'SI', 'DI', 'R8', 'R9', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15'] as const
export type RegisterName = (typeof registerNames)[number]

/** The general registers by number. */
export const registers: readonly Register[] = registerNames.map((name, number) => ({ kind: 'register', number, name }))
export const [AX, CX, DX, BX, SP, BP, SI, DI, R8, R9, R10, R11, R12, R13, R14, R15] = registers as unknown as [
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
  Register,
]

/** The SSE registers by number. */
export const vectorRegisters: readonly VectorRegister[] = Array.from({ length: 16 }, (_, number) => ({
  kind: 'vector',
  number,
  name: `X${number}`,
}))
export const [X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15] = vectorRegisters as unknown as [
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
  VectorRegister,
]

/** The general or SSE register of that name, if there is one. */
export function registerNamed(name: string): Register | VectorRegister | undefined {
  return registers.find(register => register.name === name) ?? vectorRegisters.find(register => register.name === name)
}

/** disp(base), or disp(base)(index*scale). */
export function memory(base: Register, disp = 0, index?: Register, scale: 1 | 2 | 4 | 8 = 1): Memory {
  return { kind: 'memory', base, index, scale, disp }
}

/** disp(index*scale) without a base. */
export function scaled(index: Register, scale: 1 | 2 | 4 | 8, disp = 0): Memory {
  return { kind: 'memory', index, scale, disp }
}

/** symbol+addend(SB): the memory at a symbol, or the target of a call or jump. */
export function symbolMemory(symbol: string, addend = 0): Memory {
  return { kind: 'memory', symbol, disp: addend, scale: 1 }
}

/** $symbol+addend(SB). */
export function addressOf(symbol: string, addend = 0): SymbolAddress {
  return { kind: 'address', symbol, addend }
}
