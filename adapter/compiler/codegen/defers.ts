// This file turns go and defer statements into closures without arguments, handed to newproc, deferproc or deferprocStack.
import type { CallExpr, DeferStmt, GoStmt } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Struct } from '../types/type'
import { Signature } from '../types/type'
import { type CallPlan, planCall } from './calls'
import { forwarder, makeClosure } from './closures'
import type { FunctionGenerator } from './function'
import { offsetsof, pointersOf, sizeof } from './layout'
import { heldOf, pointerScalar, slotAddress, type Value } from './values'

/** go f(x) */
export function genGo(f: FunctionGenerator, s: GoStmt): void {
  const closure = closureFor(f, unparen(s.call) as CallExpr, 'go', s.pos)
  f.line(s.pos)
  f.callRuntime('newproc', [closure])
}

/** defer f(x) */
export function genDefer(f: FunctionGenerator, s: DeferStmt): void {
  const closure = closureFor(f, unparen(s.call) as CallExpr, 'defer', s.pos)
  f.line(s.pos)
  let result: Value
  if (f.loopDepth > 0 || f.gotoLabels.size > 0) result = f.callRuntime('deferproc', [closure])[0] ?? adoptAX(f)
  else {
    // The record is part of the frame; the runtime fills in all but the function.
    const type = f.pkg.runtimeType('_defer')
    const struct = type.underlying as Struct
    const fn = offsetsof(struct)[struct.fields.findIndex(field => field.name === 'fn')]!
    const record = f.local(sizeof(type), 8, pointersOf(type))
    f.storeScalar(slotAddress(record, fn), closure, pointerScalar)
    result = f.callRuntime('deferprocStack', [{ kind: 'address', address: slotAddress(record) }])[0] ?? adoptAX(f)
  }
  // A recovered panic comes back here a second time, with 1 in AX.
  const register = f.reg(f.registerOf(heldOf(result)))
  f.op('TESTL', register, register)
  f.unpin()
  f.op('JNE', f.returnLabel!)
}

function adoptAX(f: FunctionGenerator): Value {
  return { kind: 'held', held: f.adopt(0, false), clean: true }
}

/** A closure that makes the call: the function itself if it takes and gives nothing. */
function closureFor(f: FunctionGenerator, call: CallExpr, kind: 'go' | 'defer', pos: number): Value {
  const plan: CallPlan = planCall(f, call)
  if (plan.plainFunction !== undefined) return plan.plainFunction
  const name = f.wrapperName(kind)
  const types = plan.operands.map(operand => operand.type)
  const position = f.pkg.fileSet.position(pos)
  forwarder(
    f.pkg,
    name,
    [],
    new Signature(undefined, [], []),
    types,
    (g, captured) => {
      plan.invoke(g, captured)
      return []
    },
    { file: position.path, line: position.line },
  )
  return makeClosure(f, name, plan.operands)
}
