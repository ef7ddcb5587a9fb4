// An independent model of the integer instructions: plain BigInt arithmetic, bit by bit flags, nothing shared with the machine.

export interface Outcome {
  /** Value of the destination, or undefined when it is not written. */
  value?: bigint
  /** Only the flags the instruction defines. */
  flags: Partial<Record<'CF' | 'PF' | 'AF' | 'ZF' | 'SF' | 'OF', boolean>>
}

export interface FlagBits {
  CF: boolean
}

const evenParity = (value: bigint) => [...(value & 0xffn).toString(2)].filter(bit => bit === '1').length % 2 === 0

/** What `NAME source, destination` does with operands of `bits` bits; `old` are the flags before. */
export function model(name: string, bits: number, source: bigint, destination: bigint, old: FlagBits): Outcome {
  const n = BigInt(bits)
  const cut = (v: bigint) => BigInt.asUintN(bits, v)
  const signed = (v: bigint) => BigInt.asIntN(bits, v)
  const s = cut(source)
  const d = cut(destination)
  const about = (value: bigint) => ({ ZF: cut(value) === 0n, SF: signed(value) < 0n, PF: evenParity(value) })
  const fitsSigned = (v: bigint) => signed(v) === v
  const add = (carry: bigint): Outcome => ({
    value: cut(d + s + carry),
    flags: {
      ...about(d + s + carry),
      CF: (d + s + carry) >> n !== 0n,
      OF: !fitsSigned(signed(d) + signed(s) + carry),
      AF: (d & 15n) + (s & 15n) + carry > 15n,
    },
  })
  const subtract = (a: bigint, b: bigint, borrow: bigint): Outcome => ({
    value: cut(a - b - borrow),
    flags: {
      ...about(a - b - borrow),
      CF: a < b + borrow,
      OF: !fitsSigned(signed(a) - signed(b) - borrow),
      AF: (a & 15n) < (b & 15n) + borrow,
    },
  })
  const logic = (value: bigint): Outcome => ({ value: cut(value), flags: { ...about(value), CF: false, OF: false } })
  const without = (outcome: Outcome): Outcome => ({ flags: outcome.flags })
  const count = s & (bits === 64 ? 63n : 31n)
  const shift = (value: bigint, carry: boolean, overflow: boolean): Outcome => {
    if (count === 0n) return { value: d, flags: {} }
    return { value: cut(value), flags: { ...about(value), CF: carry, ...(count === 1n ? { OF: overflow } : {}) } }
  }
  const bitOf = (v: bigint, i: bigint) => ((v >> i) & 1n) === 1n
  const carryIn = old.CF ? 1n : 0n
  switch (name) {
    case 'ADD':
      return add(0n)
    case 'ADC':
      return add(carryIn)
    case 'SUB':
      return subtract(d, s, 0n)
    case 'SBB':
      return subtract(d, s, carryIn)
    case 'CMP':
      // Go's order: the first operand is the left one.
      return without(subtract(s, d, 0n))
    case 'AND':
      return logic(d & s)
    case 'OR':
      return logic(d | s)
    case 'XOR':
      return logic(d ^ s)
    case 'TEST':
      return without(logic(d & s))
    case 'INC': {
      const { CF: _, ...flags } = model('ADD', bits, 1n, d, old).flags
      return { value: cut(d + 1n), flags: { ...flags, CF: old.CF } }
    }
    case 'DEC': {
      const { CF: _, ...flags } = subtract(d, 1n, 0n).flags
      return { value: cut(d - 1n), flags: { ...flags, CF: old.CF } }
    }
    case 'NEG':
      return subtract(0n, d, 0n)
    case 'NOT':
      return { value: cut(~d), flags: {} }
    case 'IMUL': {
      const product = signed(d) * signed(s)
      return { value: cut(product), flags: { CF: !fitsSigned(product), OF: !fitsSigned(product) } }
    }
    case 'SHL': {
      const wide = d << count
      return shift(wide, count > 0n && bitOf(wide, n), bitOf(d, n - 1n) !== bitOf(d, n - 2n))
    }
    case 'SHR':
      return shift(d >> count, count > 0n && bitOf(d, count - 1n), bitOf(d, n - 1n))
    case 'SAR':
      return shift(signed(d) >> count, count > 0n && bitOf(signed(d), count - 1n), false)
    case 'ROL': {
      if (count === 0n) return { value: d, flags: {} }
      const by = count % n
      const value = cut((d << by) | (d >> (n - by)))
      const carry = bitOf(value, 0n)
      return { value, flags: { CF: carry, ...(count === 1n ? { OF: carry !== bitOf(value, n - 1n) } : {}) } }
    }
    case 'ROR': {
      if (count === 0n) return { value: d, flags: {} }
      const by = count % n
      const value = cut((d >> by) | (d << (n - by)))
      const carry = bitOf(value, n - 1n)
      return { value, flags: { CF: carry, ...(count === 1n ? { OF: carry !== bitOf(value, n - 2n) } : {}) } }
    }
    default:
      throw new Error(`the model does not know ${name}`)
  }
}

/** Whether a condition holds for an RFLAGS, by the definitions of the manual. */
export function holds(condition: string, rflags: bigint): boolean {
  const flag = (bit: number) => ((rflags >> BigInt(bit)) & 1n) === 1n
  const [CF, PF, ZF, SF, OF] = [flag(0), flag(2), flag(6), flag(7), flag(11)]
  const table: Record<string, boolean> = {
    OS: OF,
    OC: !OF,
    CS: CF,
    CC: !CF,
    EQ: ZF,
    NE: !ZF,
    LS: CF || ZF,
    HI: !CF && !ZF,
    MI: SF,
    PL: !SF,
    PS: PF,
    PC: !PF,
    LT: SF !== OF,
    GE: SF === OF,
    LE: ZF || SF !== OF,
    GT: !ZF && SF === OF,
  }
  return table[condition]
}
