import fc from 'fast-check'
import { expect, test } from 'vitest'
import { load } from './programs'

const names = ['MOVSB', 'MOVSL', 'MOVSQ', 'STOSB', 'STOSL', 'STOSQ']
const widths: Record<string, number> = { B: 1, L: 4, Q: 8 }
const { machine, lines, symbols } = load(`TEXT ·start(SB), $0\n${names.map(name => `REP; ${name}`).join('\n')}\nCLD\nSTD\n`)
const [{ tid }] = machine.threads
const data = symbols.get('main.data')!

function step(line: number) {
  machine.setRegister(tid, 'PC', BigInt(lines.get(line)!))
  return machine.stepThread(tid)
}

test('REP MOVS and STOS do what a loop over the elements does, in both directions and overlapping', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 400, max: 600 }),
      fc.integer({ min: 400, max: 600 }),
      fc.boolean(),
      fc.constantFrom(0n, 0x0101010101010101n, 0x1122334455667788n),
      (name, count, from, to, down, ax) => {
        const memory = Uint8Array.from({ length: 1024 }, (_, i) => (i * 7) & 0xff)
        machine.write(data, memory)
        const width = widths[name[4]]
        const value = new Uint8Array(new BigUint64Array([ax]).buffer)
        const move = (down ? -1 : 1) * width
        for (let i = 0; i < count; i++) {
          const element = name.startsWith('M') ? memory.slice(from + i * move, from + i * move + width) : value.slice(0, width)
          memory.set(element, to + i * move)
        }
        step(down ? 9 : 8)
        machine.setRegister(tid, 'SI', BigInt(data + from))
        machine.setRegister(tid, 'DI', BigInt(data + to))
        machine.setRegister(tid, 'CX', BigInt(count))
        machine.setRegister(tid, 'AX', ax)
        const before = machine.tick
        expect(step(names.indexOf(name) + 2).reason).toBe('stepped')
        expect(machine.tick - before).toBe(1)
        expect(machine.read(data, 1024)).toEqual(memory)
        const registers = ['CX', 'DI', 'SI'].map(register => machine.getRegister(tid, register))
        const moved = BigInt(name.startsWith('M') ? data + from + count * move : data + from)
        expect(registers).toEqual([0n, BigInt(data + to + count * move), moved])
      },
    ),
  )
})

test('a fault in the middle leaves the registers at the element that faulted', () => {
  step(8)
  machine.setRegister(tid, 'SI', BigInt(data))
  machine.setRegister(tid, 'DI', 0xc000000000n)
  machine.setRegister(tid, 'CX', 5n)
  expect(step(4)).toEqual({ reason: 'signaled', signal: 11, tid })
  expect(machine.getRegister(tid, 'CX')).toBe(5n)
  expect(machine.threads[0].pc).toBe(lines.get(4))
})
