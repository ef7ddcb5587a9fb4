// This file knows the functions that are instructions: the runtime's view of its own frame, and arithmetic that amd64 does directly.
import type { CallExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Func } from '../types/object'
import { genConverted } from './expressions'
import type { FunctionGenerator } from './function'
import { scalarsOf } from './layout'
import { heldValue, type Value } from './values'

type Generator = (f: FunctionGenerator, args: () => Value[], func: Func) => Value[]

const bitsOf: Generator = (f, args, func) => {
  const scalar = scalarsOf(func.sig.params[0]!.type)[0]!
  const held = f.load(args()[0]!, scalar)
  const result = f.general(false)
  f.op(scalar.size === 8 ? 'MOVQ' : 'MOVL', f.reg(f.registerOf(held)), f.reg(result.register))
  f.unpin()
  f.release(held)
  return [heldValue(result)]
}

const fromBits: Generator = (f, args, func) => {
  const scalar = scalarsOf(func.sig.params[0]!.type)[0]!
  const held = f.load(args()[0]!, scalar)
  const result = f.vector()
  f.op(scalar.size === 8 ? 'MOVQ' : 'MOVL', f.reg(f.registerOf(held)), f.reg(result.register))
  f.unpin()
  f.release(held)
  return [heldValue(result)]
}

const round =
  (mode: number): Generator =>
  (f, args, func) => {
    const held = f.load(args()[0]!, scalarsOf(func.sig.params[0]!.type)[0]!)
    f.op('ROUNDSD', mode, f.reg(held.register), f.reg(held.register))
    return [heldValue(held)]
  }

const generators: Readonly<Record<string, Generator>> = {
  'runtime.getg': f => {
    const held = f.general(true)
    f.op('MOVQ', f.reg(14), f.reg(held.register))
    f.unpin()
    return [heldValue(held)]
  },
  'runtime.getcallerpc': f => {
    const held = f.general(false)
    f.op('MOVQ', f.operand(f.argumentPointer(-8)), f.reg(held.register))
    f.unpin()
    return [heldValue(held)]
  },
  'runtime.getcallersp': f => {
    const held = f.general(false)
    f.op('LEAQ', f.operand(f.argumentPointer()), f.reg(held.register))
    f.unpin()
    return [heldValue(held)]
  },
  'runtime.getclosureptr': f => {
    f.usesContext = true
    const held = f.general(true)
    f.op('MOVQ', f.reg(2), f.reg(held.register))
    f.unpin()
    return [heldValue(held)]
  },
  'math.Sqrt': (f, args) => {
    const held = f.load(args()[0]!, scalarsOf(f.pkg.float64)[0]!)
    f.op('SQRTSD', f.reg(held.register), f.reg(held.register))
    return [heldValue(held)]
  },
  'math.Float64bits': bitsOf,
  'math.Float32bits': bitsOf,
  'math.Float64frombits': fromBits,
  'math.Float32frombits': fromBits,
  'math.Floor': round(9),
  'math.Ceil': round(10),
  'math.Trunc': round(11),
}

/** The code of a call that needs no call; undefined for all others. */
export function genIntrinsic(f: FunctionGenerator, e: CallExpr): Value[] | undefined {
  const fun = unparen(e.fun)
  const ident = fun.kind === 'Ident' ? fun : fun.kind === 'SelectorExpr' && !f.info.selections.has(fun) ? fun.sel : undefined
  if (ident === undefined || !intrinsicNames.has(ident.name)) return undefined
  const obj = f.info.uses.get(ident)
  if (obj?.kind !== 'Func' || obj.pkg === undefined || obj.recv !== undefined) return undefined
  const generator = generators[`${obj.pkg.path}.${obj.name}`]
  if (generator === undefined) return undefined
  return generator(f, () => e.args.map((arg, i) => genConverted(f, arg, obj.sig.params[i]!.type)), obj)
}

const intrinsicNames = new Set(Object.keys(generators).map(name => name.slice(name.lastIndexOf('.') + 1)))
