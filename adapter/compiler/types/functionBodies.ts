// This file checks the bodies of functions as wholes: that they return, and that they use their variables.
import type { BlockStmt, Expr, FuncDecl, FuncLit, Node } from '../syntax/nodes'
import { noPos } from '../syntax/positions'
import { walk } from '../syntax/walk'
import type { Checker, DeclInfo } from './checker'
import type { Constant } from './constant'
import { Label } from './object'
import type { Scope } from './scope'
import { stmtList } from './statements'
import { isTerminatingList } from './terminating'
import type { Signature } from './type'

/** Checks a function body in the scope of its parameters. */
export function funcBody(
  c: Checker,
  decl: DeclInfo | undefined,
  sig: Signature,
  body: BlockStmt,
  func: FuncDecl | FuncLit,
  iota: Constant | undefined,
): void {
  const scope = c.info.scopes.get(func.type)!
  for (const obj of scope.objects) if (obj.kind === 'Var') obj.parentFunc = func
  for (const v of [sig.recv, ...sig.params, ...sig.results]) if (v !== undefined) v.parentFunc ??= func
  const isPanic = new Map<Node, boolean>()
  c.info.scopes.set(body, scope)
  c.within(c.environment(scope, decl, { signature: sig, func, isPanic, iota }), () => {
    declareLabels(c, body)
    stmtList(c, body.stmts)
    if (sig.results.length > 0 && !isTerminatingList(body.stmts, isPanic)) c.error(body.rbrace, 'missing return')
  })
  // spec: "Implementation restriction: A compiler may make it illegal to declare a variable inside a function body if it is never used."
  unusedVariables(c, scope)
}

function unusedVariables(c: Checker, scope: Scope): void {
  for (const obj of scope.objects) {
    if (obj.kind === 'Var' && !obj.used && !obj.isParam && obj.pos !== noPos) c.error(obj.pos, `declared and not used: ${obj.name}`)
  }
  // Function literals have been checked, or will be, on their own.
  for (const child of scope.children) if (!child.isFunc) unusedVariables(c, child)
}

// Branches were checked by the parser (syntax/branches.ts); here labels become objects, for the tables.
function declareLabels(c: Checker, body: BlockStmt): void {
  const labels = new Map<string, Label>()
  const uses: { name: string; ident: Parameters<Checker['recordUse']>[0] }[] = []
  const visit = (node: Node): boolean | undefined => {
    if (node.kind === 'FuncLit' || (isExpr(node) && node.kind !== 'BadExpr')) return false
    if (node.kind === 'LabeledStmt') {
      const label = new Label(node.label.pos, c.pkg, node.label.name)
      label.used = true
      labels.set(label.name, label)
      c.info.defs.set(node.label, label)
    } else if (node.kind === 'BranchStmt' && node.label !== undefined) uses.push({ name: node.label.name, ident: node.label })
    return undefined
  }
  for (const stmt of body.stmts) walk(stmt, visit)
  for (const { name, ident } of uses) {
    const label = labels.get(name)
    if (label !== undefined) c.recordUse(ident, label)
  }
}

function isExpr(node: Node): node is Expr {
  return node.kind.endsWith('Expr') || node.kind === 'CompositeLit' || node.kind === 'BasicLit'
}
