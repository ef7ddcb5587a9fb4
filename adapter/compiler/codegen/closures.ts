// This file turns function literals and method values into closures: a funcval with what is captured behind the code pointer.
import type { FuncLit, SelectorExpr } from '../syntax/nodes'
import { type Func, Var } from '../types/object'
import type { Selection } from '../types/program'
import { Pointer, Signature, Struct, type Type } from '../types/type'
import { Typ } from '../types/universe'
import { callLayout } from './callingConvention'
import { genReceiver, interfaceCallLayout, methodIndex } from './calls'
import { walkFields } from './expressions'
import { FunctionGenerator } from './function'
import { alignof, offsetsof, pointersOf, sizeof } from './layout'
import { FunctionFlag } from './object'
import type { PackageGenerator } from './package'
import { genBody } from './statements'
import { type Address, heldOf, pointerScalar, slotAddress, type Value } from './values'

/** The type of a closure object: the code pointer and the captured values. */
export function closureStruct(types: readonly Type[]): Struct {
  const field = (name: string, type: Type) => {
    const made = new Var(0, undefined, name, type)
    made.isField = true
    return made
  }
  return new Struct([field('F', Typ.uintptr), ...types.map((type, i) => field(`X${i}`, type))])
}

/** Makes a closure object with the given code and captured values. */
export function makeClosure(f: FunctionGenerator, symbol: string, captured: readonly { value: Value; type: Type }[]): Value {
  if (captured.length === 0) return { kind: 'address', address: { symbol: f.pkg.funcValueSymbol(symbol), disp: 0 } }
  const struct = closureStruct(captured.map(c => c.type))
  const offsets = offsetsof(struct)
  const code: Value = { kind: 'address', address: { symbol, disp: 0 } }
  if (f.pkg.stackOnly) {
    const slot = f.local(sizeof(struct), 8, pointersOf(struct))
    f.storeScalar(slotAddress(slot), code, { ...pointerScalar, pointer: false })
    captured.forEach((c, i) => {
      f.store(slotAddress(slot, offsets[i + 1]!), c.value, c.type)
    })
    return { kind: 'address', address: slotAddress(slot) }
  }
  const settled = captured.map(c =>
    c.value.kind === 'held' || c.value.kind === 'words' ? { ...c, value: f.toMemoryValue(c.value, c.type) } : c,
  )
  const [pointer] = f.callRuntime('newobject', [{ kind: 'address', address: { symbol: f.pkg.typeSymbol(struct), disp: 0 } }])
  const held = heldOf(pointer)
  f.storeScalar({ base: held, disp: 0 }, code, pointerScalar)
  settled.forEach((c, i) => {
    held.references++
    f.store({ base: held, disp: offsets[i + 1]! }, c.value, c.type)
  })
  return pointer!
}

/** func(…) … { … } as a value. */
export function genFuncLit(f: FunctionGenerator, e: FuncLit): Value {
  const captures = f.escapes?.captures.get(e) ?? []
  const name = f.closureName()
  const captured = captures.map(variable => {
    const shared = f.escapes!.byReference.has(variable)
    return { variable, shared, type: shared ? new Pointer(variable.type) : variable.type }
  })
  generateLiteral(f, e, name, captured)
  return makeClosure(
    f,
    name,
    captured.map(({ variable, shared, type }) => ({
      value: shared ? { kind: 'address', address: f.addressOf(variable) } : { kind: 'memory', address: f.addressOf(variable) },
      type,
    })),
  )
}

function generateLiteral(
  outer: FunctionGenerator,
  e: FuncLit,
  name: string,
  captured: readonly { variable: Var; shared: boolean; type: Type }[],
): void {
  const sig = outer.info.typeOf(e)!.underlying as Signature
  const g = new FunctionGenerator(outer.pkg, name, sig, e, outer.escapes, e.pos)
  g.outerPackageLevel = outer.outerPackageLevel
  g.usesContext = captured.length > 0
  if (captured.length > 0) {
    const offsets = offsetsof(closureStruct(captured.map(c => c.type)))
    const context = g.local(8, 8, [0])
    const held = g.adopt(2, true)
    g.storeScalar(slotAddress(context), { kind: 'held', held, clean: true }, pointerScalar)
    captured.forEach(({ variable, shared, type }, i) => {
      const slot = g.local(Math.max(1, sizeof(type)), alignof(type), pointersOf(type))
      const base = g.load({ kind: 'memory', address: slotAddress(context) }, pointerScalar)
      g.store(slotAddress(slot), { kind: 'memory', address: { base, disp: offsets[i + 1]! } }, type)
      g.setHome(variable, { slot, disp: 0, indirect: shared }, 'captured')
    })
    g.endStatement()
  }
  genBody(g, sig.params, sig.results, e.body)
  outer.pkg.addFunction(g.finish())
}

// --------------------------------------------------------------------------------------------------------------- method values

/** x.m as a value: a closure that holds the receiver. */
export function genMethodValue(f: FunctionGenerator, e: SelectorExpr, selection: Selection): Value {
  const method = selection.obj as Func
  const receiver = genReceiver(f, e, selection)
  const sig = selection.type as Signature
  const params = sig.params.map(p => p.type)
  if (receiver.interfaceType !== undefined) {
    const type = receiver.interfaceType
    const value = f.toMemoryValue(f.materialize(receiver.value, type), type)
    // A nil interface panics now, not when the value is called.
    const table = f.load(f.wordOf(value, type, 0), pointerScalar)
    f.op('TESTB', f.reg(0), f.operand({ base: table, disp: 0 }))
    f.unpin()
    f.release(table)
    const name = `${f.pkg.typeName(type)}.${method.name}-fm`
    f.pkg.generateOnce(name, () =>
      forwarder(f.pkg, name, params, sig, [type], (g, captured, args) => {
        const [table, data] = g.wordsOf(g.materialize(captured[0]!, type), type)
        const code = g.load(table!, pointerScalar)
        const disp = 24 + 8 * methodIndex(type, method)
        return g.callWith(interfaceCallLayout(sig), [data!, ...args], {
          code: { kind: 'memory', address: { base: code, disp } },
          name: method.fullName,
        })
      }),
    )
    return makeClosure(f, name, [{ value, type }])
  }
  const type = method.recv!.type
  const name = `${f.pkg.functionSymbol(method)}-fm`
  f.pkg.generateOnce(name, () =>
    forwarder(f.pkg, name, params, sig, [type], (g, captured, args) =>
      g.callWith(callLayout(method.sig, true), [captured[0]!, ...args], { symbol: g.pkg.functionSymbol(method) }),
    ),
  )
  return makeClosure(f, name, [{ value: receiver.value, type }])
}

/** T.m as a value: a function whose first parameter is the receiver. */
export function genMethodExpression(f: FunctionGenerator, selection: Selection): Value {
  const method = selection.obj as Func
  const sig = selection.type as Signature
  const recv = selection.recv
  const path = selection.index.slice(0, -1)
  const direct = path.length === 0 && method.decl !== undefined && (recv.kind === 'Pointer') === (method.recv!.type.kind === 'Pointer')
  if (direct) return { kind: 'address', address: { symbol: f.pkg.funcValueSymbol(f.pkg.functionSymbol(method)), disp: 0 } }
  const name = `${f.pkg.typeName(recv)}.${method.name}-expr`
  f.pkg.generateOnce(name, () =>
    forwarder(
      f.pkg,
      name,
      sig.params.map(p => p.type),
      sig,
      [],
      (g, _, args) => callThrough(g, args[0]!, recv, path, method, args.slice(1)),
    ),
  )
  return { kind: 'address', address: { symbol: f.pkg.funcValueSymbol(name), disp: 0 } }
}

/** Calls a method on a receiver of another form: through embedded fields, by pointer for a value and the other way round. */
export function callThrough(
  g: FunctionGenerator,
  receiver: Value,
  type: Type,
  path: readonly number[],
  method: Func,
  args: readonly Value[],
): Value[] {
  let value = receiver
  let current = type
  if (path.length > 0) {
    const start: Address =
      type.underlying.kind === 'Pointer' ? { base: g.load(receiver, pointerScalar), disp: 0 } : g.toMemory(receiver, type)
    const walked = walkFields(g, start, type, path)
    value = { kind: 'memory', address: walked.address }
    current = walked.type
  }
  if (current.underlying.kind === 'Interface') {
    const [table, data] = g.wordsOf(g.materialize(value, current), current)
    const code = g.load(table!, pointerScalar)
    const disp = 24 + 8 * methodIndex(current, method)
    return g.callWith(interfaceCallLayout(method.sig), [data!, ...args], {
      code: { kind: 'memory', address: { base: code, disp } },
      name: method.fullName,
    })
  }
  const wanted = method.recv!.type
  const layout = callLayout(method.sig, true)
  const target = { symbol: g.pkg.functionSymbol(method) }
  if (wanted.kind === 'Pointer') {
    if (current.underlying.kind === 'Pointer') return g.callWith(layout, [value, ...args], target)
    return g.callWith(layout, [{ kind: 'address', address: g.toMemory(value, current) }, ...args], target)
  }
  if (current.underlying.kind !== 'Pointer') return g.callWith(layout, [value, ...args], target)
  const pointer = g.load(value, pointerScalar)
  return g.callWith(layout, [g.materialize({ kind: 'memory', address: { base: pointer, disp: 0 } }, wanted), ...args], target)
}

/** Generates a function without source that passes its arguments on. `captured` are the types behind the code pointer of its closure. */
export function forwarder(
  pkg: PackageGenerator,
  name: string,
  params: readonly Type[],
  sig: Signature,
  captured: readonly Type[],
  call: (g: FunctionGenerator, captured: readonly Value[], args: readonly Value[]) => Value[],
  options: { file?: string; line?: number } = {},
): void {
  const plain = new Signature(
    undefined,
    params.map(type => new Var(0, undefined, '', type)),
    sig.results,
  )
  const g = new FunctionGenerator(pkg, name, plain, undefined, undefined, 0)
  g.file = options.file ?? '<autogenerated>'
  g.startLine = options.line ?? 1
  g.flags = FunctionFlag.wrapper | (options.file === undefined ? FunctionFlag.autogenerated : 0)
  g.usesContext = captured.length > 0
  let values: Value[] = []
  if (captured.length > 0) {
    const offsets = offsetsof(closureStruct(captured))
    const context = g.local(8, 8, [0])
    const held = g.adopt(2, true)
    g.storeScalar(slotAddress(context), { kind: 'held', held, clean: true }, pointerScalar)
    g.release(held)
    values = captured.map((type, i) => {
      const slot = g.local(Math.max(8, sizeof(type)), 8, pointersOf(type))
      const base = g.load({ kind: 'memory', address: slotAddress(context) }, pointerScalar)
      g.store(slotAddress(slot), { kind: 'memory', address: { base, disp: offsets[i + 1]! } }, type)
      return { kind: 'memory', address: slotAddress(slot) } as const
    })
  }
  g.setUpArguments(params.map(() => undefined))
  const args = g.argumentSlots.map(slot => ({ kind: 'memory', address: slotAddress(slot) }) as const)
  g.setUpResults(sig.results.map(() => undefined))
  g.variables.length = 0
  g.code.line(g.startLine, true)
  g.currentLine = g.startLine
  const results = call(g, values, args)
  results.forEach((value, i) => {
    g.store(g.homeAddress(g.resultVars[i]!), value, sig.results[i]!.type)
  })
  g.returnResults()
  g.pkg.addFunction(g.finish())
}
