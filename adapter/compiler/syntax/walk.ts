// This file visits the nodes of a tree.
import type { Node } from './nodes'

/** The nodes directly below a node, in source order. */
export function children(node: Node): Node[] {
  switch (node.kind) {
    case 'BadExpr':
    case 'Ident':
    case 'BasicLit':
    case 'BadStmt':
    case 'EmptyStmt':
      return []
    case 'CompositeLit':
      return present(node.type, ...node.elements)
    case 'KeyValueExpr':
      return [node.key, node.value]
    case 'FuncLit':
      return [node.type, node.body]
    case 'ParenExpr':
    case 'StarExpr':
    case 'UnaryExpr':
    case 'ExprStmt':
    case 'IncDecStmt':
      return [node.x]
    case 'SelectorExpr':
      return [node.x, node.sel]
    case 'IndexExpr':
      return [node.x, ...node.indices]
    case 'SliceExpr':
      return present(node.x, node.low, node.high, node.max)
    case 'TypeAssertExpr':
      return present(node.x, node.type)
    case 'CallExpr':
      return [node.fun, ...node.args]
    case 'BinaryExpr':
      return [node.x, node.y]
    case 'ArrayType':
      return present(node.len, node.elem)
    case 'Ellipsis':
      return present(node.elem)
    case 'StructType':
      return [...node.fields]
    case 'FuncType':
      return [...node.typeParams, ...node.params, ...node.results]
    case 'InterfaceType':
      return [...node.methods]
    case 'MapType':
      return [node.key, node.value]
    case 'ChanType':
      return [node.value]
    case 'Field':
      return present(...node.names, node.type, node.tag)
    case 'DeclStmt':
      return [node.decl]
    case 'LabeledStmt':
      return [node.label, node.stmt]
    case 'SendStmt':
      return [node.chan, node.value]
    case 'AssignStmt':
      return [...node.lhs, ...node.rhs]
    case 'GoStmt':
    case 'DeferStmt':
      return [node.call]
    case 'ReturnStmt':
      return [...node.results]
    case 'BranchStmt':
      return present(node.label)
    case 'BlockStmt':
      return [...node.stmts]
    case 'IfStmt':
      return present(node.init, node.cond, node.body, node.else)
    case 'CaseClause':
      return [...(node.list ?? []), ...node.body]
    case 'SwitchStmt':
      return present(node.init, node.tag, ...node.clauses)
    case 'TypeSwitchStmt':
      return present(node.init, node.name, node.x, ...node.clauses)
    case 'CommClause':
      return present(node.comm, ...node.body)
    case 'SelectStmt':
      return [...node.clauses]
    case 'ForStmt':
      return present(node.init, node.cond, node.post, node.body)
    case 'RangeStmt':
      return present(node.key, node.value, node.extra, node.x, node.body)
    case 'ImportSpec':
      return present(node.name, node.path)
    case 'ValueSpec':
      return present(...node.names, node.type, ...node.values)
    case 'TypeSpec':
      return [node.name, ...node.typeParams, node.type]
    case 'GenDecl':
      return [...node.specs]
    case 'FuncDecl':
      return present(node.recv, node.name, node.type, node.body)
    case 'SourceFile':
      return [node.name, ...node.decls]
  }
}

function present(...nodes: (Node | undefined)[]): Node[] {
  return nodes.filter(node => node !== undefined)
}

/** Visits node and all below it, parents first. `visit` returns false to leave out what is below a node. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return
  for (const child of children(node)) walk(child, visit)
}
