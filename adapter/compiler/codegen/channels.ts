// This file turns channel operations and select statements into calls of the runtime.
import type { AssignStmt, CommClause, Expr, SelectStmt, SendStmt, UnaryExpr } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Chan } from '../types/type'
import { Typ } from '../types/universe'
import { assignTo, declareAndStore } from './assign'
import { jumpIfBool } from './conditions'
import type { CodeLabel } from './emit'
import { genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { pointersOf, sizeof } from './layout'
import { genBlockBody } from './statements'
import { constant, pointerScalar, slotAddress, type Value, wordScalar } from './values'

function elemOf(f: FunctionGenerator, channel: Expr) {
  return (typeOf(f, channel).underlying as Chan).elem
}

/** <-c; with commaOk the value and whether it was sent. */
export function genReceive(f: FunctionGenerator, e: UnaryExpr, commaOk: boolean): Value[] {
  const elem = elemOf(f, e.x)
  const channel = genValue(f, e.x)
  const slot = f.temporary(Math.max(8, sizeof(elem)), 8, pointersOf(elem))
  f.line(e.pos)
  const results = f.callRuntime(commaOk ? 'chanrecv2' : 'chanrecv1', [channel, { kind: 'address', address: slotAddress(slot) }])
  return [{ kind: 'memory', address: slotAddress(slot) }, ...results]
}

/** c <- v */
export function genSend(f: FunctionGenerator, s: SendStmt): void {
  const elem = elemOf(f, s.chan)
  const channel = genValue(f, s.chan)
  const value = genConverted(f, s.value, elem)
  const slot = f.temporary(Math.max(8, sizeof(elem)), 8, pointersOf(elem))
  f.store(slotAddress(slot), value, elem)
  f.callRuntime('chansend1', [channel, { kind: 'address', address: slotAddress(slot) }])
}

interface Case {
  readonly clause: CommClause
  readonly send: SendStmt | undefined
  readonly receive: UnaryExpr | undefined // of x := <-c, x, ok = <-c, <-c
  readonly assign: AssignStmt | undefined
}

function caseOf(clause: CommClause): Case {
  const { comm } = clause
  if (comm?.kind === 'SendStmt') return { clause, send: comm, receive: undefined, assign: undefined }
  const receive = comm?.kind === 'ExprStmt' ? comm.x : comm?.kind === 'AssignStmt' ? comm.rhs[0]! : undefined
  if (receive === undefined) throw new Error('select case that communicates nothing')
  return { clause, send: undefined, receive: unparen(receive) as UnaryExpr, assign: comm?.kind === 'AssignStmt' ? comm : undefined }
}

/** select { … } */
export function genSelect(f: FunctionGenerator, s: SelectStmt, label: string | undefined): void {
  const cases = s.clauses.filter(clause => clause.comm !== undefined).map(caseOf)
  const fallback = s.clauses.find(clause => clause.comm === undefined)
  const end = f.label()
  f.jumpTargets.push({ label, breakTo: end, continueTo: undefined })
  if (cases.length === 0) {
    if (fallback === undefined) f.callRuntime('block', [])
    else genBlockBody(f, fallback.body)
  } else if (cases.length === 1 && fallback === undefined) genSingle(f, cases[0]!)
  else if (cases.length === 1) genWithDefault(f, cases[0]!, fallback!, end)
  else genGeneral(f, cases, fallback, end)
  f.jumpTargets.pop()
  f.bind(end)
}

function genSingle(f: FunctionGenerator, c: Case): void {
  const scope = f.variables.length
  if (c.send !== undefined) genSend(f, c.send)
  else {
    const results = genReceive(f, c.receive!, (c.assign?.lhs.length ?? 0) > 1)
    bindResults(f, c, results)
  }
  f.endStatement()
  genBlockBody(f, c.clause.body)
  f.endScope(scope)
}

function genWithDefault(f: FunctionGenerator, c: Case, fallback: CommClause, end: CodeLabel): void {
  const otherwise = f.label()
  const scope = f.variables.length
  if (c.send !== undefined) {
    const elem = elemOf(f, c.send.chan)
    const channel = genValue(f, c.send.chan)
    const value = genConverted(f, c.send.value, elem)
    const slot = f.local(Math.max(8, sizeof(elem)), 8, pointersOf(elem))
    f.store(slotAddress(slot), value, elem)
    const [sent] = f.callRuntime('selectnbsend', [channel, { kind: 'address', address: slotAddress(slot) }])
    jumpIfBool(f, sent!, otherwise, false)
  } else {
    const elem = elemOf(f, c.receive!.x)
    const channel = genValue(f, c.receive!.x)
    const slot = f.local(Math.max(8, sizeof(elem)), 8, pointersOf(elem))
    const [selected, received] = f.callRuntime('selectnbrecv', [{ kind: 'address', address: slotAddress(slot) }, channel])
    const ok = f.local(8, 8, [])
    f.storeScalar(slotAddress(ok), received!, { ...wordScalar, size: 1 })
    jumpIfBool(f, selected!, otherwise, false)
    bindResults(f, c, [
      { kind: 'memory', address: slotAddress(slot) },
      { kind: 'memory', address: slotAddress(ok) },
    ])
  }
  f.endStatement()
  genBlockBody(f, c.clause.body)
  f.endScope(scope)
  f.op('JMP', end)
  f.bind(otherwise)
  f.line(fallback.pos)
  genBlockBody(f, fallback.body)
}

/** Several cases: an array of scase, sends first and receives from the end, as selectgo wants it. */
function genGeneral(f: FunctionGenerator, cases: readonly Case[], fallback: CommClause | undefined, end: CodeLabel): void {
  const count = cases.length
  const sends = cases.filter(c => c.send !== undefined).length
  const pointers = Array.from({ length: 2 * count }, (_, i) => i * 8)
  const array = f.local(16 * count, 8, pointers)
  const order = f.local(Math.ceil((4 * count) / 8) * 8, 8, [])
  const buffers: (Value | undefined)[] = []
  const places: number[] = []
  let nextSend = 0
  let nextReceive = count - 1
  for (const c of cases) {
    const channelExpr = c.send?.chan ?? c.receive!.x
    const elem = elemOf(f, channelExpr)
    const channel = f.materialize(genValue(f, channelExpr), typeOf(f, channelExpr))
    const slot = f.local(Math.max(8, sizeof(elem)), 8, pointersOf(elem))
    if (c.send !== undefined) f.store(slotAddress(slot), genConverted(f, c.send.value, elem), elem)
    const place = c.send !== undefined ? nextSend++ : nextReceive--
    places.push(place)
    f.storeScalar(slotAddress(array, place * 16), channel, pointerScalar)
    f.storeScalar(slotAddress(array, place * 16 + 8), { kind: 'address', address: slotAddress(slot) }, pointerScalar)
    f.releaseValue(channel)
    buffers.push({ kind: 'memory', address: slotAddress(slot) })
  }
  const [chosen, received] = f.callRuntime('selectgo', [
    { kind: 'address', address: slotAddress(array) },
    { kind: 'address', address: slotAddress(order) },
    constant(0),
    constant(sends),
    constant(count - sends),
    constant(fallback === undefined ? 1 : 0),
  ])
  const index = f.local(8, 8, [])
  const ok = f.local(8, 8, [])
  f.store(slotAddress(index), chosen!, Typ.int)
  f.storeScalar(slotAddress(ok), received!, { ...wordScalar, size: 1 })
  f.endStatement()
  const bodies = cases.map(() => f.label())
  cases.forEach((_, i) => {
    f.op('CMPQ', f.operand(slotAddress(index)), places[i]!)
    f.op('JEQ', bodies[i]!)
  })
  if (fallback !== undefined) {
    f.line(fallback.pos)
    genBlockBody(f, fallback.body)
    f.op('JMP', end)
  } else f.op('UD2')
  cases.forEach((c, i) => {
    f.bind(bodies[i]!)
    const scope = f.variables.length
    f.line(c.clause.pos)
    if (c.receive !== undefined) bindResults(f, c, [buffers[i]!, { kind: 'memory', address: slotAddress(ok) }])
    f.endStatement()
    genBlockBody(f, c.clause.body)
    f.endScope(scope)
    f.op('JMP', end)
  })
}

/** x = <-c, x, ok := <-c: gives the results to the variables of the case. */
function bindResults(f: FunctionGenerator, c: Case, results: readonly Value[]): void {
  if (c.assign === undefined) return
  const elem = elemOf(f, c.receive!.x)
  c.assign.lhs.forEach((target, i) => {
    const type = i === 0 ? elem : Typ.bool
    if (c.assign!.op === ':=') declareAndStore(f, target, results[i]!, type)
    else assignTo(f, target, results[i]!, type)
  })
}
