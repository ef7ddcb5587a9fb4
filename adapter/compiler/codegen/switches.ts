// This file turns switch statements into chains of comparisons.
import type { CaseClause, SwitchStmt, TypeSwitchStmt } from '../syntax/nodes'
import type { Type } from '../types/type'
import { genCompare, genCondition, jumpIfBool } from './conditions'
import { constantValue, convertAssigned, genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { assertToInterface, dataOf, testType } from './interfaces'
import { pointersOf, sizeof } from './layout'
import { genBlockBody, genStatement } from './statements'
import { slotAddress, type Value } from './values'

/** switch init; tag { case …: } */
export function genSwitch(f: FunctionGenerator, s: SwitchStmt, label: string | undefined): void {
  const scope = f.variables.length
  if (s.init !== undefined) genStatement(f, s.init)
  f.line(s.tag?.pos ?? s.pos, true)
  let tag: { value: Value; type: Type } | undefined
  if (s.tag !== undefined) {
    const found = f.info.types.get(s.tag)!
    const type =
      found.type.kind === 'Basic' && found.type.basic.startsWith('untyped') && found.value !== undefined
        ? f.pkg.defaultType(found.value)
        : typeOf(f, s.tag)
    const slot = f.local(Math.max(8, sizeof(type)), 8, pointersOf(type))
    f.store(slotAddress(slot), found.value !== undefined ? constantValue(f, found.value, type) : genValue(f, s.tag), type)
    f.endStatement()
    tag = { value: { kind: 'memory', address: slotAddress(slot) }, type }
  }
  const bodies = s.clauses.map(() => f.label())
  const end = f.label()
  s.clauses.forEach((clause, i) => {
    for (const e of clause.list ?? []) {
      f.line(e.pos)
      if (tag === undefined) genCondition(f, e, bodies[i]!, true)
      else {
        const caseType = typeOf(f, e)
        const mixed = caseType.underlying.kind === 'Interface' && tag.type.underlying.kind !== 'Interface'
        const type = mixed ? caseType : tag.type
        const left = mixed ? convertAssigned(f, tag.value, tag.type, caseType) : tag.value
        genCompare(f, left, genConverted(f, e, type), type, '==', bodies[i]!, true)
      }
      f.endStatement()
    }
  })
  genClauses(f, s.clauses, bodies, end, label)
  f.endScope(scope)
}

function genClauses(
  f: FunctionGenerator,
  clauses: readonly CaseClause[],
  bodies: readonly ReturnType<FunctionGenerator['label']>[],
  end: ReturnType<FunctionGenerator['label']>,
  label: string | undefined,
  before: (clause: CaseClause) => void = () => {},
): void {
  const fallback = clauses.findIndex(clause => clause.list === undefined)
  f.op('JMP', fallback < 0 ? end : bodies[fallback]!)
  f.jumpTargets.push({ label, breakTo: end, continueTo: undefined })
  const outer = f.fallthroughLabel
  clauses.forEach((clause, i) => {
    f.bind(bodies[i]!)
    f.fallthroughLabel = bodies[i + 1]
    const scope = f.variables.length
    before(clause)
    genBlockBody(f, clause.body)
    f.endScope(scope)
    f.op('JMP', end)
  })
  f.fallthroughLabel = outer
  f.jumpTargets.pop()
  f.bind(end)
}

/** switch x := y.(type) { case T: } */
export function genTypeSwitch(f: FunctionGenerator, s: TypeSwitchStmt, label: string | undefined): void {
  const scope = f.variables.length
  if (s.init !== undefined) genStatement(f, s.init)
  f.line(s.x.pos, true)
  const from = typeOf(f, s.x)
  const slot = f.local(16, 8, pointersOf(from))
  f.store(slotAddress(slot), genValue(f, s.x), from)
  f.endStatement()
  const x: Value = { kind: 'memory', address: slotAddress(slot) }
  const bodies = s.clauses.map(() => f.label())
  const end = f.label()
  // An interface asserted to is kept, since the test makes it.
  const asserted = new Map<CaseClause, Value>()
  s.clauses.forEach((clause, i) => {
    for (const e of clause.list ?? []) {
      f.line(e.pos)
      const found = f.info.types.get(e)!
      if (found.mode === 'nil' || (found.type.kind === 'Basic' && found.type.basic === 'untyped nil')) {
        f.op('CMPQ', f.operand(slotAddress(slot)), 0)
        f.op('JEQ', bodies[i]!)
      } else if (found.type.underlying.kind === 'Interface') {
        const [value, ok] = assertToInterface(f, x, from, found.type)
        if (clause.list!.length === 1 && f.info.implicits.has(clause)) {
          const kept = f.local(16, 8, pointersOf(found.type))
          f.spillAll()
          f.store(slotAddress(kept), value!, found.type)
          asserted.set(clause, { kind: 'memory', address: slotAddress(kept) })
        }
        jumpIfBool(f, ok!, bodies[i]!, true)
      } else testType(f, x, from, found.type, bodies[i]!, true)
      f.endStatement()
    }
  })
  genClauses(f, s.clauses, bodies, end, label, clause => {
    const variable = f.info.implicits.get(clause)
    if (variable?.kind !== 'Var') return
    f.line(clause.pos)
    const single = clause.list?.length === 1 ? f.info.types.get(clause.list[0]!) : undefined
    const narrowed = single !== undefined && single.mode !== 'nil' && !(single.type.kind === 'Basic' && single.type.basic === 'untyped nil')
    const value = !narrowed ? x : (asserted.get(clause) ?? dataOf(f, x, from, variable.type))
    const safe = f.livesOnHeap(variable) ? f.toMemoryValue(f.materialize(value, variable.type), variable.type) : value
    f.store(f.declare(variable), safe, variable.type)
    f.endStatement()
  })
  f.endScope(scope)
}
