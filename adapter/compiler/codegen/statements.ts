// This file turns statements into code. Every statement begins at a place of its own, where all variables are in memory.
import type { BlockStmt, BranchStmt, DeclStmt, ForStmt, IfStmt, LabeledStmt, ReturnStmt, Stmt } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { Var } from '../types/object'
import { declareAndStore, genAssign, genIncDec, genMulti } from './assign'
import { genSelect, genSend } from './channels'
import { genCondition } from './conditions'
import { genDefer, genGo } from './defers'
import { convertAssigned, genConverted, genValue, typeOf } from './expressions'
import type { FunctionGenerator } from './function'
import { pointersOf, sizeof } from './layout'
import { genRange } from './range'
import { genSwitch, genTypeSwitch } from './switches'
import { slotAddress, type Value } from './values'

/** The body of a function: arguments, results, statements, and the return at the closing brace. */
export function genBody(f: FunctionGenerator, params: readonly (Var | undefined)[], results: readonly Var[], body: BlockStmt): void {
  f.line(f.node!.pos, true)
  f.setUpArguments(params)
  f.hasDefer = containsDefer(body)
  // Unnamed results travel in registers, except where deferred calls come between the return statement and the return.
  f.directReturn = !f.hasDefer && results.every(result => result.name === '')
  if (!f.directReturn) f.setUpResults(results.map(result => (result.name === '' ? undefined : result)))
  f.endStatement()
  if (f.hasDefer) f.returnLabel = f.label()
  genStatements(f, body.stmts)
  if (!endsControl(body.stmts[body.stmts.length - 1])) {
    f.line(body.rbrace, true)
    if (f.directReturn && results.length > 0)
      f.op('UD2') // not reached: the checker wants a terminating statement
    else f.leave()
  }
  f.finishReturns(body.rbrace)
}

function endsControl(stmt: Stmt | undefined): boolean {
  return stmt?.kind === 'ReturnStmt'
}

/** Whether a function's own statements (not those of its literals) defer anything. */
function containsDefer(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) return node.some(containsDefer)
  const { kind } = node as { kind?: string }
  if (kind === 'DeferStmt') return true
  if (kind === undefined || kind === 'FuncLit' || kind.endsWith('Expr') || kind === 'Ident' || kind === 'BasicLit') return false
  for (const key in node) if (containsDefer((node as Record<string, unknown>)[key])) return true
  return false
}

export function genStatements(f: FunctionGenerator, stmts: readonly Stmt[]): void {
  for (const stmt of stmts) genStatement(f, stmt)
}

/** A block: its variables go out of scope at its end. */
export function genBlock(f: FunctionGenerator, block: BlockStmt): void {
  genBlockBody(f, block.stmts)
}

export function genBlockBody(f: FunctionGenerator, stmts: readonly Stmt[]): void {
  const scope = f.variables.length
  genStatements(f, stmts)
  f.endScope(scope)
}

export function genStatement(f: FunctionGenerator, s: Stmt, label?: string): void {
  switch (s.kind) {
    case 'EmptyStmt':
    case 'BadStmt':
      return
    case 'BlockStmt':
      genBlock(f, s)
      return
    case 'LabeledStmt':
      genLabeled(f, s)
      return
    case 'DeclStmt':
      genDeclaration(f, s)
      return
    case 'ForStmt':
      genFor(f, s, label)
      return
    case 'RangeStmt':
      genRange(f, s, label)
      return
    case 'SwitchStmt':
      genSwitch(f, s, label)
      return
    case 'TypeSwitchStmt':
      genTypeSwitch(f, s, label)
      return
    case 'IfStmt':
      genIf(f, s)
      return
    default:
  }
  f.line(s.pos, true)
  switch (s.kind) {
    case 'ExprStmt':
      genExpressionStatement(f, s.x)
      break
    case 'SendStmt':
      genSend(f, s)
      break
    case 'IncDecStmt':
      genIncDec(f, s)
      break
    case 'AssignStmt':
      genAssign(f, s)
      break
    case 'GoStmt':
      genGo(f, s)
      break
    case 'DeferStmt':
      genDefer(f, s)
      break
    case 'ReturnStmt':
      genReturn(f, s)
      break
    case 'BranchStmt':
      genBranch(f, s)
      break
    case 'SelectStmt':
      genSelect(f, s, label)
      break
    default:
      throw new Error(`cannot generate a ${s.kind}`)
  }
  f.endStatement()
}

function genExpressionStatement(f: FunctionGenerator, x: Parameters<typeof genValue>[1]): void {
  const e = unparen(x)
  if (e.kind === 'CallExpr' && f.info.typeOf(e)?.kind === 'Tuple') {
    genMultiOrNone(f, e)
    return
  }
  f.releaseValue(genValue(f, e))
}

function genMultiOrNone(f: FunctionGenerator, e: Parameters<typeof genMulti>[1]): void {
  for (const value of genMulti(f, e).values) f.releaseValue(value)
}

function genDeclaration(f: FunctionGenerator, s: DeclStmt): void {
  if (s.decl.tok !== 'var') return
  for (const spec of s.decl.specs) {
    if (spec.kind !== 'ValueSpec') continue
    f.line(spec.pos, true)
    if (spec.values.length === 1 && spec.names.length > 1) {
      const { values, types } = genMulti(f, unparen(spec.values[0]!))
      const safe = values.map((value, i) => settledCopy(f, value, types[i]!))
      spec.names.forEach((name, i) => {
        declareAndStore(f, name, safe[i]!, types[i]!)
      })
    } else {
      spec.names.forEach((name, i) => {
        const obj = f.info.defs.get(name)
        const value = spec.values[i]
        if (value === undefined) {
          if (obj?.kind !== 'Var') return
          if (name.name === '_') return
          const place = f.declare(obj)
          if (!f.livesOnHeap(obj)) f.zero(place, obj.type)
          else f.releaseAddress(place)
        } else {
          const type = obj?.kind === 'Var' ? obj.type : typeOf(f, value)
          declareAndStore(f, name, genConverted(f, value, type), type)
        }
      })
    }
    f.endStatement()
  }
}

function settledCopy(f: FunctionGenerator, value: Value, type: Parameters<typeof sizeof>[0]): Value {
  const slot = f.temporary(Math.max(8, sizeof(type)), 8, pointersOf(type))
  f.store(slotAddress(slot), value, type)
  return { kind: 'memory', address: slotAddress(slot) }
}

// ------------------------------------------------------------------------------------------------------------------ jumps, if

function genLabeled(f: FunctionGenerator, s: LabeledStmt): void {
  f.bind(f.gotoLabel(s.label.name))
  genStatement(f, s.stmt, s.label.name)
}

function genBranch(f: FunctionGenerator, s: BranchStmt): void {
  const label = s.label?.name
  if (s.tok === 'goto') {
    f.op('JMP', f.gotoLabel(label!))
    return
  }
  if (s.tok === 'fallthrough') {
    f.op('JMP', f.fallthroughLabel!)
    return
  }
  for (let i = f.jumpTargets.length - 1; i >= 0; i--) {
    const target = f.jumpTargets[i]!
    if (label !== undefined && target.label !== label) continue
    if (s.tok === 'continue' && target.continueTo === undefined) continue
    f.op('JMP', s.tok === 'break' ? target.breakTo : target.continueTo!)
    return
  }
  throw new Error(`${s.tok} leads nowhere`)
}

function genIf(f: FunctionGenerator, s: IfStmt): void {
  const scope = f.variables.length
  if (s.init !== undefined) genStatement(f, s.init)
  const otherwise = f.label()
  f.line(s.init === undefined ? s.pos : s.cond.pos, s.init === undefined || f.pkg.fileSet.line(s.cond.pos) !== f.currentLine)
  genCondition(f, s.cond, otherwise, false)
  f.endStatement()
  genBlock(f, s.body)
  if (s.else === undefined) f.bind(otherwise)
  else {
    const end = f.label()
    f.op('JMP', end)
    f.bind(otherwise)
    genStatement(f, s.else)
    f.bind(end)
  }
  f.endScope(scope)
}

// ----------------------------------------------------------------------------------------------------------------------- loops

/** for init; cond; post { body }, with variables of its own for each iteration. */
function genFor(f: FunctionGenerator, s: ForStmt, label: string | undefined): void {
  const scope = f.variables.length
  f.loopDepth++
  if (s.init !== undefined) genStatement(f, s.init)
  // Only variables that somebody may still hold on to need a copy for the next iteration.
  const perIteration =
    s.init?.kind === 'AssignStmt' && s.init.op === ':='
      ? s.init.lhs.map(lhs => (lhs.kind === 'Ident' ? f.info.defs.get(lhs) : undefined))
      : []
  const copied = perIteration.filter((obj): obj is Var => obj?.kind === 'Var' && f.livesOnHeap(obj))
  const top = f.label()
  const next = f.label()
  const end = f.label()
  f.bind(top)
  if (s.cond !== undefined) {
    f.line(s.cond.pos, true)
    genCondition(f, s.cond, end, false)
    f.endStatement()
  } else if (s.body.stmts.length === 0) f.line(s.pos, true)
  f.jumpTargets.push({ label, breakTo: end, continueTo: next })
  genBlock(f, s.body)
  f.jumpTargets.pop()
  f.bind(next)
  for (const variable of copied) {
    f.line(s.pos)
    f.renewHeapHome(variable)
    f.endStatement()
  }
  if (s.post !== undefined) genStatement(f, s.post)
  f.op('JMP', top)
  f.bind(end)
  f.loopDepth--
  f.endScope(scope)
}

// ---------------------------------------------------------------------------------------------------------------------- return

function genReturn(f: FunctionGenerator, s: ReturnStmt): void {
  const types = f.layout.results.map(result => result.type)
  let values: Value[] = []
  if (s.results.length === 1 && types.length > 1) {
    const multi = genMulti(f, unparen(s.results[0]!))
    const kept = multi.values.map((value, i) => settledCopy(f, value, multi.types[i]!))
    values = kept.map((value, i) => convertKept(f, value, multi.types[i]!, types[i]!))
  } else if (s.results.length === 1) values = [genConverted(f, s.results[0]!, types[0]!)]
  else {
    // All values first: a result may be one of the named results that the others replace.
    values = s.results.map((result, i) => {
      const value = genConverted(f, result, types[i]!)
      return value.kind === 'constant' || value.kind === 'zero' ? value : settledCopy(f, value, types[i]!)
    })
  }
  if (f.directReturn) {
    f.returnValues(values)
    return
  }
  values.forEach((value, i) => {
    f.store(f.homeAddress(f.resultVars[i]!), value, types[i]!)
  })
  f.leave()
}

function convertKept(f: FunctionGenerator, value: Value, from: Parameters<typeof sizeof>[0], to: Parameters<typeof sizeof>[0]): Value {
  const converted = convertAssigned(f, value, from, to)
  return converted === value ? value : settledCopy(f, converted, to)
}
