// The rows of jumps, calls, conditions, traps and no-operations.

import { i64, select } from '../wasm/expressions'
import { type Emitter, implicit } from './emitter'
import { conditions, objdumpConditions } from './mnemonics'
import { hex, longSizes, type Row, row, type Semantics } from './row'

function pushReturnAddress(e: Emitter) {
  const address = e.let(i64.sub(e.readRegister(implicit.SP, 8), i64.const(8)))
  e.emit(i64.store(e.resolve(address, 8, true), e.nextAddress()))
  e.writeRegister(implicit.SP, 8, address)
}

const call: Semantics = e => {
  pushReturnAddress(e)
  e.jump()
}

const callIndirect: Semantics = (e, target) => {
  const address = e.let(target.read(8))
  pushReturnAddress(e)
  e.jumpTo(address)
}

const ret: Semantics = e => {
  const stack = e.let(e.readRegister(implicit.SP, 8))
  const address = e.let(i64.load(e.resolve(stack, 8, false)))
  e.writeRegister(implicit.SP, 8, i64.add(stack, i64.const(8)))
  e.jumpTo(address)
}

const nothing: Semantics = () => {}
const none = { writes: 'none' } as const

function conditionRows(): Row[] {
  return conditions.flatMap((condition, number) => {
    const branch: Semantics = e => e.if(e.condition(condition), () => e.jump())
    const name = objdumpConditions[number]
    return [
      row(`J${condition}`, 'rel8', `${hex(0x70 + number)} cb`, branch, { objdump: `J${name}` }),
      row(`J${condition}`, 'rel32', `0F ${hex(0x80 + number)} cd`, branch, { objdump: `J${name}` }),
      row(`SET${condition}`, 'rm8', `0F ${hex(0x90 + number)} /0`, (e, operand) => operand.write(1, i64.extendU(e.condition(condition))), {
        objdump: `SET${name}`,
      }),
      ...longSizes.map(({ letter, width, bits, prefix }) => {
        const move: Semantics = (e, source, destination) => {
          const value = e.let(source.read(width))
          destination.write(width, select(e.condition(condition), value, destination.read(width)))
        }
        return row(`CMOV${letter}${condition}`, `rm${bits}, r${bits}`, `${prefix}0F ${hex(0x40 + number)} /r`, move, {
          objdump: `CMOV${name}`,
        })
      }),
    ]
  })
}

/** All rows of this family. */
export const controlRows: readonly Row[] = [
  row('JMP', 'rel8', 'EB cb', e => e.jump()),
  row('JMP', 'rel32', 'E9 cd', e => e.jump()),
  row('JMP', 'rm64', 'FF /4', (e, target) => e.jumpTo(e.let(target.read(8))), none),
  row('CALL', 'rel32', 'E8 cd', call),
  row('CALL', 'rm64', 'FF /2', callIndirect, none),
  row('RET', '', 'C3', ret),
  ...conditionRows(),
  row('SYSCALL', '', '0F 05', e => e.trap('syscall')),
  row('INT3', '', 'CC', e => e.trap('breakpoint'), { objdump: 'INT $0x3' }),
  row('UD2', '', '0F 0B', e => e.trap('undefined')),
  row('NOP', '', '90', nothing),
  row('NOPW', 'rm16', '66 0F 1F /0', nothing, none),
  row('NOPL', 'rm32', '0F 1F /0', nothing, none),
  row('PAUSE', '', 'F3 90', nothing),
  // All cores see one memory, in one order: there is nothing to fence.
  row('LFENCE', '', '0F AE E8', nothing),
  row('MFENCE', '', '0F AE F0', nothing),
  row('SFENCE', '', '0F AE F8', nothing),
]
