// This file decides whether a statement is terminating.
//
// spec: "A terminating statement interrupts the regular flow of control in a block."
import type { Node, Stmt } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import { children } from '../syntax/walk'

/** Whether a statement list ends in a terminating statement. `isPanic` knows the calls of the predeclared panic. */
export function isTerminatingList(list: readonly Stmt[], isPanic: ReadonlyMap<Node, boolean>): boolean {
  // trailing empty statements are permitted
  let last = list.length - 1
  while (last >= 0 && list[last]!.kind === 'EmptyStmt') last--
  return last >= 0 && isTerminating(list[last]!, '', isPanic)
}

function isTerminating(s: Stmt, label: string, isPanic: ReadonlyMap<Node, boolean>): boolean {
  switch (s.kind) {
    case 'ReturnStmt':
      return true
    case 'BranchStmt':
      return s.tok === 'goto' || s.tok === 'fallthrough'
    case 'ExprStmt': {
      const call = unparen(s.x)
      return call.kind === 'CallExpr' && isPanic.get(call) === true
    }
    case 'BlockStmt':
      return isTerminatingList(s.stmts, isPanic)
    case 'LabeledStmt':
      return isTerminating(s.stmt, s.label.name, isPanic)
    case 'IfStmt':
      return s.else !== undefined && isTerminatingList(s.body.stmts, isPanic) && isTerminating(s.else, '', isPanic)
    case 'SwitchStmt':
    case 'TypeSwitchStmt': {
      const hasDefault = s.clauses.some(clause => clause.list === undefined)
      return hasDefault && s.clauses.every(clause => isTerminatingList(clause.body, isPanic) && !hasBreak(clause.body, label, true))
    }
    case 'SelectStmt':
      return s.clauses.every(clause => isTerminatingList(clause.body, isPanic) && !hasBreak(clause.body, label, true))
    case 'ForStmt':
      return s.cond === undefined && !hasBreak([s.body], label, true)
    default:
      return false
  }
}

// Whether a break in these statements leaves the statement with this label (or, if `implicit`, the one around them).
function hasBreak(list: readonly Stmt[], label: string, implicit: boolean): boolean {
  return list.some(s => breaks(s, label, implicit))
}

function breaks(s: Stmt, label: string, implicit: boolean): boolean {
  switch (s.kind) {
    case 'BranchStmt':
      return s.tok === 'break' && (s.label === undefined ? implicit : s.label.name === label)
    case 'ForStmt':
    case 'RangeStmt':
      return label !== '' && breaks(s.body, label, false)
    case 'SwitchStmt':
    case 'TypeSwitchStmt':
    case 'SelectStmt':
      return label !== '' && s.clauses.some(clause => hasBreak(clause.body, label, false))
    case 'BlockStmt':
    case 'IfStmt':
    case 'LabeledStmt':
      return children(s).some(child => isStatement(child) && breaks(child, label, implicit))
    default:
      return false
  }
}

function isStatement(node: Node): node is Stmt {
  return node.kind.endsWith('Stmt')
}
