// The rows of integer arithmetic and logic, with multiplication, division and the read-modify-write instructions that take LOCK.

import { type I64, i32, i64, select } from '../wasm/expressions'
import { type Emitter, implicit, type Width } from './emitter'
import { auxOf, carryOf, flagsOfAdd, flagsOfLogic, flagsOfSubtract, keepCarry, signExtend, zeroExtend } from './flags'
import { hex, type Row, row, type Semantics, sizes, wideSizes } from './row'

type Operation = (e: Emitter, width: Width, a: I64, b: I64) => I64 | undefined

const add: Operation = (e, width, a, b) => {
  const result = e.let(i64.add(a, b))
  e.setFlags(flagsOfAdd(e, width, a, b, result))
  return result
}

const addWithCarry: Operation = (e, width, a, b) => {
  const result = e.let(i64.add(i64.add(a, b), carryOf(e.flags())))
  e.setFlags(flagsOfAdd(e, width, a, b, result, false))
  return result
}

const subtract: Operation = (e, width, a, b) => {
  const result = e.let(i64.sub(a, b))
  e.setFlags(flagsOfSubtract(e, width, a, b, result))
  return result
}

const subtractWithBorrow: Operation = (e, width, a, b) => {
  const result = e.let(i64.sub(i64.sub(a, b), carryOf(e.flags())))
  e.setFlags(flagsOfSubtract(e, width, a, b, result, false))
  return result
}

const compare: Operation = (e, width, a, b) => {
  subtract(e, width, a, b)
  return undefined
}

function logic(combine: (a: I64, b: I64) => I64, keep = true): Operation {
  return (e, width, a, b) => {
    const result = e.let(combine(a, b))
    e.setFlags(flagsOfLogic(width, result))
    return keep ? result : undefined
  }
}

/** destination = destination op source. CMP is written the other way round: its first operand is what the second is taken from. */
function twoOperand(width: Width, operation: Operation, firstIsLeft = false): Semantics {
  return (e, first, second) => {
    const [left, right] = firstIsLeft ? [first, second] : [second, first]
    const a = e.let(left.read(width))
    const b = e.let(right.read(width))
    const result = operation(e, width, a, b)
    if (result) left.write(width, result)
  }
}

function binaryRows(): Row[] {
  const table: [name: string, base: number, operation: Operation][] = [
    ['ADD', 0x00, add],
    ['OR', 0x08, logic(i64.or)],
    ['ADC', 0x10, addWithCarry],
    ['SBB', 0x18, subtractWithBorrow],
    ['AND', 0x20, logic(i64.and)],
    ['SUB', 0x28, subtract],
    ['XOR', 0x30, logic(i64.xor)],
    ['CMP', 0x38, compare],
  ]
  const rows: Row[] = []
  for (const [name, base, operation] of table) {
    const isCompare = name === 'CMP'
    // For CMP the operand that would be the destination comes first.
    const order = (source: string, destination: string) => (isCompare ? `${destination}, ${source}` : `${source}, ${destination}`)
    const options = isCompare ? ({ writes: 'none' } as const) : { lock: true }
    for (const { letter, width, bits, prefix, immediate, bytes } of sizes) {
      const semantics = twoOperand(width, operation, isCompare)
      const low = width === 1 ? 0 : 1
      const define = (operands: string, encoding: string) => rows.push(row(name + letter, operands, prefix + encoding, semantics, options))
      if (width > 1) define(order('i8', `rm${bits}`), `83 /${base >> 3} ib`)
      define(order(immediate, `rm${bits}`), `${hex(0x80 + low)} /${base >> 3} ${bytes}`)
      define(order(`r${bits}`, `rm${bits}`), `${hex(base + low)} /r`)
      define(order(`rm${bits}`, `r${bits}`), `${hex(base + 2 + low)} /r`)
    }
  }
  for (const { letter, width, bits, prefix, immediate, bytes } of sizes) {
    const test = twoOperand(width, logic(i64.and, false))
    const low = width === 1 ? 0 : 1
    const writes = { writes: 'none' } as const
    rows.push(row(`TEST${letter}`, `${immediate}, rm${bits}`, `${prefix}${hex(0xf6 + low)} /0 ${bytes}`, test, writes))
    rows.push(row(`TEST${letter}`, `r${bits}, rm${bits}`, `${prefix}${hex(0x84 + low)} /r`, test, writes))
    rows.push(row(`TEST${letter}`, `m${bits}, r${bits}`, `${prefix}${hex(0x84 + low)} /r`, test, { ...writes, encodeOnly: true }))
  }
  return rows
}

function increment(width: Width, flags: typeof flagsOfAdd, operation: (a: I64, b: I64) => I64): Semantics {
  return (e, operand) => {
    const one = i64.const(1)
    const value = e.let(operand.read(width))
    const result = e.let(operation(value, one))
    const fresh = flags(e, width, value, one, result)
    e.setFlags({ result: fresh.result, aux: keepCarry(e, e.flags().aux, e.let(fresh.aux)) })
    operand.write(width, result)
  }
}

function negate(width: Width): Semantics {
  return (e, operand) => {
    const zero = i64.const(0)
    const value = e.let(operand.read(width))
    const result = e.let(i64.sub(zero, value))
    e.setFlags(flagsOfSubtract(e, width, zero, value, result))
    operand.write(width, result)
  }
}

function complement(width: Width): Semantics {
  return (_, operand) => operand.write(width, i64.not(operand.read(width)))
}

function unaryRows(): Row[] {
  return sizes.flatMap(({ letter, width, bits, prefix }) => {
    const low = width === 1 ? 0 : 1
    const of = (name: string, byte: number, extension: number, semantics: Semantics) =>
      row(name + letter, `rm${bits}`, `${prefix}${hex(byte + low)} /${extension}`, semantics, { lock: true })
    return [
      of('INC', 0xfe, 0, increment(width, flagsOfAdd, i64.add)),
      of('DEC', 0xfe, 1, increment(width, flagsOfSubtract, i64.sub)),
      of('NOT', 0xf6, 2, complement(width)),
      of('NEG', 0xf6, 3, negate(width)),
    ]
  })
}

/** AX is compared with the destination; equal: destination = source, else AX = destination. */
function compareExchange(width: Width): Semantics {
  return (e, source, destination) => {
    const accumulator = e.let(e.readRegister(implicit.AX, width))
    const old = e.let(destination.read(width))
    const difference = e.let(i64.sub(accumulator, old))
    e.setFlags(flagsOfSubtract(e, width, accumulator, old, difference))
    e.if(
      i64.eq(accumulator, old),
      () => destination.write(width, source.read(width)),
      () => {
        destination.write(width, old)
        e.writeRegister(implicit.AX, width, old)
      },
    )
  }
}

function exchangeAdd(width: Width): Semantics {
  return (e, source, destination) => {
    const a = e.let(destination.read(width))
    const b = e.let(source.read(width))
    const sum = e.let(i64.add(a, b))
    e.setFlags(flagsOfAdd(e, width, a, b, sum))
    source.write(width, a)
    destination.write(width, sum)
  }
}

function setMultiplyFlags(e: Emitter, width: Width, low: I64, overflowed: I64) {
  const carry = e.let(overflowed)
  e.setFlags({ result: signExtend(width, low), aux: auxOf(e, carry, carry) })
}

function truthy(condition: ReturnType<typeof i64.eq>): I64 {
  return i64.extendU(condition)
}

function highSigned(e: Emitter, a: I64, b: I64): I64 {
  const high = e.multiplyHighUnsigned(a, b)
  const correction = i64.add(i64.and(i64.shrS(a, i64.const(63)), b), i64.and(i64.shrS(b, i64.const(63)), a))
  return i64.sub(high, correction)
}

function multiplyInto(e: Emitter, width: Width, a: I64, b: I64): I64 {
  const x = e.let(signExtend(width, a))
  const y = e.let(signExtend(width, b))
  const product = e.let(i64.mul(x, y))
  if (width === 8) {
    // Two factors that fit 32 bits cannot overflow: the usual case, spared the wide multiplication.
    const overflow = e.variable(i64.const(0))
    e.if(i32.or(i64.ne(x, i64.extend32s(x)), i64.ne(y, i64.extend32s(y))), () =>
      overflow.set(truthy(i64.ne(highSigned(e, x, y), i64.shrS(product, i64.const(63))))),
    )
    setMultiplyFlags(e, 8, product, overflow.get)
  } else setMultiplyFlags(e, width, product, truthy(i64.ne(product, signExtend(width, product))))
  return product
}

function multiplyTwo(width: Width): Semantics {
  return (e, source, destination) => destination.write(width, multiplyInto(e, width, destination.read(width), source.read(width)))
}

function multiplyThree(width: Width): Semantics {
  return (e, immediate, source, destination) => destination.write(width, multiplyInto(e, width, source.read(width), immediate.read(width)))
}

/** DX:AX = AX * operand. */
function multiplyWide(width: Width, signed: boolean): Semantics {
  return (e, operand) => {
    const a = e.let(e.readRegister(implicit.AX, width))
    const b = e.let(operand.read(width))
    let low: I64
    let high: I64
    if (width === 8) {
      low = e.let(i64.mul(a, b))
      high = e.let(signed ? highSigned(e, a, b) : e.multiplyHighUnsigned(a, b))
    } else {
      const product = e.let(signed ? i64.mul(signExtend(width, a), signExtend(width, b)) : i64.mul(a, b))
      low = e.let(zeroExtend(width, product))
      high = e.let(zeroExtend(width, i64.shrU(product, i64.const(8 * width))))
    }
    const expected = signed ? zeroExtend(width, i64.shrS(signExtend(width, low), i64.const(63))) : i64.const(0)
    setMultiplyFlags(e, width, low, truthy(i64.ne(high, expected)))
    e.writeRegister(implicit.AX, width, low)
    e.writeRegister(implicit.DX, width, high)
  }
}

function divideUnsigned(width: Width): Semantics {
  return (e, operand) => {
    const divisor = e.let(operand.read(width))
    const high = e.let(e.readRegister(implicit.DX, width))
    const low = e.let(e.readRegister(implicit.AX, width))
    // Covers a divisor of zero too: the quotient would not fit.
    e.if(i64.geU(high, divisor), () => e.trap('divide'))
    if (width < 8) {
      const dividend = e.let(i64.or(i64.shl(high, i64.const(8 * width)), low))
      e.writeRegister(implicit.AX, width, i64.divU(dividend, divisor))
      e.writeRegister(implicit.DX, width, i64.remU(dividend, divisor))
      return
    }
    e.if(
      i64.eqz(high),
      () => {
        e.writeRegister(implicit.AX, 8, i64.divU(low, divisor))
        e.writeRegister(implicit.DX, 8, i64.remU(low, divisor))
      },
      () => {
        e.writeRegister(implicit.AX, 8, e.divideWide(high, low, divisor))
        e.writeRegister(implicit.DX, 8, e.divisionRemainder())
      },
    )
  }
}

function divideSigned(width: Width): Semantics {
  return (e, operand) => {
    const divisor = e.let(signExtend(width, operand.read(width)))
    const high = e.let(e.readRegister(implicit.DX, width))
    const low = e.let(e.readRegister(implicit.AX, width))
    const smallest = i64.const(-(1n << 63n))
    const trapIfTooLarge = (dividend: I64) =>
      e.if(i32.and(i64.eq(dividend, smallest), i64.eq(divisor, i64.const(-1))), () => e.trap('divide'))
    e.if(i64.eqz(divisor), () => e.trap('divide'))
    if (width < 8) {
      const dividend = e.let(signExtend(width === 4 ? 8 : 4, i64.or(i64.shl(high, i64.const(8 * width)), low)))
      trapIfTooLarge(dividend)
      const quotient = e.let(i64.divS(dividend, divisor))
      e.if(i64.ne(quotient, signExtend(width, quotient)), () => e.trap('divide'))
      e.writeRegister(implicit.AX, width, quotient)
      e.writeRegister(implicit.DX, width, i64.remS(dividend, divisor))
      return
    }
    e.if(
      i64.eq(high, i64.shrS(low, i64.const(63))),
      () => {
        trapIfTooLarge(low)
        e.writeRegister(implicit.AX, 8, i64.divS(low, divisor))
        e.writeRegister(implicit.DX, 8, i64.remS(low, divisor))
      },
      () => divideSignedWide(e, high, low, divisor),
    )
  }
}

/** Long division of magnitudes, signs put back afterwards. */
function divideSignedWide(e: Emitter, high: I64, low: I64, divisor: I64) {
  const zero = i64.const(0)
  const negative = e.let(i64.ltS(high, zero))
  const highMagnitude = e.let(select(negative, i64.add(i64.not(high), i64.extendU(i64.eqz(low))), high))
  const lowMagnitude = e.let(select(negative, i64.sub(zero, low), low))
  const divisorMagnitude = e.let(select(i64.ltS(divisor, zero), i64.sub(zero, divisor), divisor))
  e.if(i64.geU(highMagnitude, divisorMagnitude), () => e.trap('divide'))
  const quotient = e.let(e.divideWide(highMagnitude, lowMagnitude, divisorMagnitude))
  const remainder = e.let(e.divisionRemainder())
  const opposite = e.let(i32.ne(negative, i64.ltS(divisor, zero)))
  e.if(i64.gtU(quotient, i64.add(i64.const((1n << 63n) - 1n), i64.extendU(opposite))), () => e.trap('divide'))
  e.writeRegister(implicit.AX, 8, select(opposite, i64.sub(zero, quotient), quotient))
  e.writeRegister(implicit.DX, 8, select(negative, i64.sub(zero, remainder), remainder))
}

function multiplyRows(): Row[] {
  const none = { writes: 'none' } as const
  return wideSizes.flatMap(({ letter, width, bits, prefix, immediate, bytes }) => {
    const rows: Row[] = [row(`IMUL${letter}`, `rm${bits}, r${bits}`, `${prefix}0F AF /r`, multiplyTwo(width))]
    for (const name of [`IMUL3${letter}`, `IMUL${letter}`]) {
      const options = { objdump: `IMUL${letter}`, encodeOnly: name === `IMUL${letter}` }
      rows.push(row(name, `i8, rm${bits}, r${bits}`, `${prefix}6B /r ib`, multiplyThree(width), options))
      rows.push(row(name, `${immediate}, rm${bits}, r${bits}`, `${prefix}69 /r ${bytes}`, multiplyThree(width), options))
    }
    return [
      ...rows,
      row(`MUL${letter}`, `rm${bits}`, `${prefix}F7 /4`, multiplyWide(width, false), none),
      row(`IMUL${letter}`, `rm${bits}`, `${prefix}F7 /5`, multiplyWide(width, true), none),
      row(`DIV${letter}`, `rm${bits}`, `${prefix}F7 /6`, divideUnsigned(width), none),
      row(`IDIV${letter}`, `rm${bits}`, `${prefix}F7 /7`, divideSigned(width), none),
    ]
  })
}

function atomicRows(): Row[] {
  return sizes.flatMap(({ letter, width, bits, prefix }) => {
    const low = width === 1 ? 0 : 1
    const operands = `r${bits}, rm${bits}`
    return [
      row(`CMPXCHG${letter}`, operands, `${prefix}0F ${hex(0xb0 + low)} /r`, compareExchange(width), { lock: true }),
      row(`XADD${letter}`, operands, `${prefix}0F ${hex(0xc0 + low)} /r`, exchangeAdd(width), { lock: true }),
    ]
  })
}

/** All rows of this family. */
export const arithmeticRows: readonly Row[] = [...binaryRows(), ...unaryRows(), ...multiplyRows(), ...atomicRows()]
