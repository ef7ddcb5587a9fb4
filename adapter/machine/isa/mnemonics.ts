// The names an instruction can have, spelled as Go's assembler spells them, so that a misspelt one does not compile.

type Width = 'B' | 'W' | 'L' | 'Q'
type Long = 'L' | 'Q'
type Scalar = 'SD' | 'SS'

/** The condition codes under the names Go gives them, in the order amd64 encodes them. */
export const conditions = ['OS', 'OC', 'CS', 'CC', 'EQ', 'NE', 'LS', 'HI', 'MI', 'PL', 'PS', 'PC', 'LT', 'GE', 'LE', 'GT'] as const
export type Condition = (typeof conditions)[number]

/** What objdump (and Intel) calls the same conditions. */
export const objdumpConditions = ['O', 'NO', 'B', 'AE', 'E', 'NE', 'BE', 'A', 'S', 'NS', 'P', 'NP', 'L', 'GE', 'LE', 'G'] as const

type Moves =
  | `MOV${Width}`
  | 'MOVBLZX'
  | 'MOVBLSX'
  | 'MOVBQZX'
  | 'MOVBQSX'
  | 'MOVBWZX'
  | 'MOVBWSX'
  | 'MOVWLZX'
  | 'MOVWLSX'
  | 'MOVWQZX'
  | 'MOVWQSX'
  | 'MOVLQSX'
  | 'MOVLQZX'
  | `LEA${'W' | Long}`
  | `XCHG${Width}`
  | 'PUSHQ'
  | 'PUSHFQ'
  | 'POPFQ'
  | 'POPQ'
  | `BSWAP${Long}`
type Arithmetic =
  | `${'ADD' | 'OR' | 'ADC' | 'SBB' | 'AND' | 'SUB' | 'XOR' | 'CMP' | 'TEST'}${Width}`
  | `${'INC' | 'DEC' | 'NEG' | 'NOT' | 'CMPXCHG' | 'XADD'}${Width}`
  | `IMUL${'W' | Long}`
  | `IMUL3${'W' | Long}`
  | `${'MUL' | 'DIV' | 'IDIV'}${'W' | Long}`
  | 'CWD'
  | 'CDQ'
  | 'CQO'
  | 'CDQE'
  | 'CWDE'
type Bits =
  | `${'SHL' | 'SHR' | 'SAR' | 'ROL' | 'ROR'}${Width}`
  | `${'BSF' | 'BSR' | 'POPCNT' | 'TZCNT' | 'LZCNT' | 'BT' | 'BTS' | 'BTR' | 'BTC'}${Long}`
type Control =
  | 'CALL'
  | 'RET'
  | 'JMP'
  | `J${Condition}`
  | `SET${Condition}`
  | `CMOV${Long}${Condition}`
  | 'SYSCALL'
  | 'INT3'
  | 'UD2'
  | 'NOP'
  | 'NOPW'
  | 'NOPL'
  | 'PAUSE'
  | 'MFENCE'
  | 'LFENCE'
  | 'SFENCE'
  | 'LOCK'
  | 'REP'
type Strings = 'CLD' | 'STD' | `${'MOVS' | 'STOS'}${Width}` | `REP ${'MOVS' | 'STOS'}${Width}`
type Floats =
  | `${'MOV' | 'ADD' | 'SUB' | 'MUL' | 'DIV' | 'SQRT' | 'MIN' | 'MAX' | 'UCOMI' | 'COMI'}${Scalar}`
  | 'MOVUPS'
  | 'MOVUPD'
  | 'MOVAPS'
  | 'MOVAPD'
  | 'MOVOU'
  | `CVTS${Long}2${Scalar}`
  | `CVTT${Scalar}2S${Long}`
  | `CVT${Scalar}2S${Long}`
  | 'CVTSD2SS'
  | 'CVTSS2SD'
  | `${'XOR' | 'AND' | 'OR' | 'ANDN'}${'PS' | 'PD'}`
  | 'PXOR'
  | 'PAND'
  | 'POR'
  | 'PCMPEQB'
  | 'PMOVMSKB'
  | `ROUND${Scalar}`

/** Other names Go's assembler takes for the same instruction. */
export const aliases = {
  JC: 'JCS',
  JNC: 'JCC',
  JLO: 'JCS',
  JHS: 'JCC',
  JB: 'JCS',
  JAE: 'JCC',
  JA: 'JHI',
  JBE: 'JLS',
  JE: 'JEQ',
  JZ: 'JEQ',
  JNZ: 'JNE',
  JL: 'JLT',
  JG: 'JGT',
  JS: 'JMI',
  JNS: 'JPL',
  JO: 'JOS',
  JNO: 'JOC',
  JP: 'JPS',
  JPE: 'JPS',
  JNP: 'JPC',
  JPO: 'JPC',
  MOVLQZX: 'MOVL',
  INT: 'INT3',
  SALB: 'SHLB',
  SALW: 'SHLW',
  SALL: 'SHLL',
  SALQ: 'SHLQ',
} as const

/** The name of an instruction. */
export type Mnemonic = Moves | Arithmetic | Bits | Control | Strings | Floats | keyof typeof aliases
