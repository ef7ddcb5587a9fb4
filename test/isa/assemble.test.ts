import { describe, expect, test } from 'vitest'
import { assemble } from '../../adapter/machine/isa/assemble'
import { disassembleRange } from '../../adapter/machine/isa/disassemble'

const options = { file: 'asm_amd64.s', packagePath: 'runtime' }

function listing(source: string, defines?: Record<string, number>) {
  const { functions, errors } = assemble(source, { ...options, defines })
  expect(errors).toEqual([])
  return disassembleRange(functions[0].bytes, 0).map(line => line.text)
}

test('a file: functions with flags, sizes, lines and stack depths; data', () => {
  const { functions, data, errors } = assemble(
    `#include "textflag.h"
/* a comment
   of two lines */
TEXT ·first(SB), NOSPLIT|NOFRAME, $0-16 // a comment
	PUSHQ BP
	MOVQ SP, BP
	SUBQ $32, SP
	JEQ out
	MOVQ gobuf_sp(BX), SP // sp=0
	RET
out:
	ADDQ $32, SP; POPQ BP
	RET

TEXT main·main(SB), TOPFRAME, $0
	JMP internal∕abi·f(SB)

DATA mask<>+0(SB)/8, $0x0102030405060708
DATA mask<>+8(SB)/8, $·first+1(SB)
DATA mask<>+16(SB)/3, $"a\\n"
GLOBL mask<>(SB), RODATA|NOPTR, $24
`,
    { ...options, defines: { gobuf_sp: 56 } },
  )
  expect(errors).toEqual([])
  const [first, second] = functions
  expect([first.name, first.flags, first.argSize, first.line]).toEqual(['runtime.first', ['NOSPLIT', 'NOFRAME'], 16, 4])
  expect(first.lines.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10, 12, 13])
  expect(first.spDeltas).toEqual([
    { offset: 0, delta: 0 },
    { offset: 1, delta: 8 },
    { offset: 8, delta: 40 },
    { offset: 14, delta: 0 },
    { offset: 15, delta: 40 },
    { offset: 19, delta: 8 },
    { offset: 20, delta: 0 },
  ])
  expect(second.relocations).toEqual([{ offset: 1, kind: 'rel32', symbol: 'internal/abi.f', addend: -4 }])
  expect(data[0].name).toBe('runtime.mask<>')
  expect([...data[0].bytes]).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 97, 10, 0, 0, 0, 0, 0, 0])
  expect(data[0].relocations).toEqual([{ offset: 8, kind: 'abs64', symbol: 'runtime.first', addend: 1 }])
})

test('operands', () => {
  expect(
    listing(
      `#define g_m 48
#define next (g_m+8)
TEXT ·f(SB), $0
  MOVQ $(4*8+2), AX
  ANDQ $~15, SP
  MOVQ g_m(R14), BX
  MOVQ next(R14)(CX*8), BX
  MOVQ (AX), BX
  MOVQ -8(AX)(BX*1), CX
  LEAQ (BX*8), CX
  MOVQ $'a', DX
  CMPQ AX, $1<<4
  CALL AX
  CALL (DX)
  LOCK
  XADDL CX, g_size-4(DI)
  REP; MOVSQ
  IMULQ $24, AX
  BYTE $0xcc
`,
      { g_size: 16 },
    ),
  ).toEqual([
    'MOVL $0x22, AX',
    'ANDQ $-0x10, SP',
    'MOVQ 0x30(R14), BX',
    'MOVQ 0x38(R14)(CX*8), BX',
    'MOVQ 0(AX), BX',
    'MOVQ -0x8(AX)(BX*1), CX',
    'LEAQ 0(BX*8), CX',
    'MOVL $0x61, DX',
    'CMPQ AX, $0x10',
    'CALL AX',
    'CALL 0(DX)',
    'LOCK XADDL CX, 0xc(DI)',
    'REP; MOVSQ DS:0(SI), ES:0(DI)',
    'IMULQ $0x18, AX, AX',
    'INT $0x3',
  ])
})

describe('errors say where and what', () => {
  test.each([
    ['MOVX AX, BX', 'unrecognized instruction MOVX', '2:3'],
    ['MOVQ (AX), (BX)', 'no form of MOVQ takes memory, memory', '2:3'],
    ['JMP nowhere', 'label nowhere is not defined in runtime.f', '2:7'],
    ['MOVQ $, AX', 'expected a number, found ,', '2:9'],
    ['MOVQ 8(AX, BX', 'expected ), found ,', '2:12'],
    ['a: NOP; a: NOP', 'label a is defined twice', '2:11'],
    ['MOVQ ?, AX', 'unexpected character "?"', '2:8'],
  ])('%s', (line, message, place) => {
    expect(assemble(`TEXT ·f(SB), $0\n  ${line}\n`, options).errors).toEqual([`asm_amd64.s:${place}: ${message}`])
  })
})
