// Prints how fast the machine starts, encodes and runs. Not a test: `npx esbuild test/bench/machine.ts --bundle --platform=node --format=esm
// --outfile=dist/bench.mjs && node dist/bench.mjs`.

import { buildInterpreterModule } from '../../adapter/machine/interpreter/buildModule'
import { CodeBuilder } from '../../adapter/machine/isa/codeBuilder'
import { AX, CX, memory, SP } from '../../adapter/machine/isa/operands'
import { exitCode, load } from '../machine/programs'

function time<T>(action: () => T): [number, T] {
  const start = performance.now()
  const result = action()
  return [performance.now() - start, result]
}

const [firstBuild, bytes] = time(() => buildInterpreterModule(0x2000000))
const [secondBuild] = time(() => buildInterpreterModule(0x4000000))
console.log(`interpreter module: ${bytes.length} bytes, built in ${firstBuild.toFixed(1)} ms cold, ${secondBuild.toFixed(1)} ms then`)

const [encoding] = time(() => {
  const code = new CodeBuilder()
  for (let i = 0; i < 50_000; i++) {
    code.op('MOVQ', memory(SP, 8 * (i % 20)), AX).op('ADDQ', CX, AX)
    code.op('MOVQ', AX, memory(SP, 16)).op('CMPQ', AX, 5)
  }
  return code.finish()
})
console.log(`encode: ${((encoding * 1e6) / 200_000).toFixed(0)} ns an instruction`)

// As unoptimised Go code: every variable has its home on the stack.
const loop = `TEXT ·start(SB), $0
  SUBQ $64, SP
  MOVQ $0, 8(SP)
  MOVQ $0, 16(SP)
top:
  MOVQ 8(SP), AX
  CMPQ AX, $20000000
  JGE done
  MOVQ 16(SP), CX
  ADDQ 8(SP), CX
  MOVQ CX, 16(SP)
  MOVQ 8(SP), CX
  INCQ CX
  MOVQ CX, 8(SP)
  JMP top
done:
  ${exitCode}`

const fib = `TEXT ·start(SB), $0
  MOVQ $32, AX
  CALL ·fib(SB)
  ${exitCode}
TEXT ·fib(SB), $0
  PUSHQ BP
  MOVQ SP, BP
  SUBQ $24, SP
  MOVQ AX, 16(BP)
  CMPQ 16(BP), $2
  JLT small
  MOVQ 16(BP), AX
  DECQ AX
  CALL ·fib(SB)
  MOVQ AX, 8(SP)
  MOVQ 16(BP), AX
  ADDQ $-2, AX
  CALL ·fib(SB)
  ADDQ 8(SP), AX
  ADDQ $24, SP
  POPQ BP
  RET
small:
  MOVQ 16(BP), AX
  ADDQ $24, SP
  POPQ BP
  RET`

// Four threads on four cores, so that quanta are short.
const four = `TEXT ·start(SB), $0
  LEAQ ·data(SB), R15
  MOVQ $3, R13
more:
  MOVQ $0x50f00, DI
  LEAQ 0x8000(R15), SI
  MOVQ $56, AX
  SYSCALL
  TESTQ AX, AX
  JEQ work
  DECQ R13
  JNE more
work:
  MOVQ $20000000, CX
again:
  MOVQ (R15), BX
  INCQ BX
  MOVQ BX, (R15)
  DECQ CX
  JNE again
  MOVQ $60, AX
  SYSCALL`

for (const [name, source] of Object.entries({ loop, fib, four })) {
  const [starting, { machine }] = time(() => load(source))
  const rates: string[] = []
  for (let round = 0; round < 3; round++) {
    const before = machine.tick
    const [milliseconds, stop] = time(() => machine.run(round < 2 ? 60_000_000 : 1e12))
    rates.push(`${((machine.tick - before) / milliseconds / 1000).toFixed(0)}`)
    if (stop.reason !== 'budget') break
  }
  console.log(`${name}: ready in ${starting.toFixed(1)} ms, ${rates.join(', ')} million instructions/s, ${machine.tick} in all`)
}
