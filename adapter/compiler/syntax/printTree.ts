// This file turns a tree into compact text for golden tests: FuncDecl main Block(Assign := [x] [Index(m "a")])
import type { Expr, Field, FuncType, Node, Stmt } from './nodes'

/** A tree as text. A file prints one declaration a line. */
export function printTree(node: Node | undefined): string {
  if (node === undefined) return '_'
  switch (node.kind) {
    case 'SourceFile':
      return [`File ${node.name.name}`, ...node.decls.map(printTree)].join('\n')
    case 'GenDecl':
      return `${node.tok[0]!.toUpperCase()}${node.tok.slice(1)}(${many(node.specs)})${note(node.directives)}`
    case 'FuncDecl': {
      const recv = node.recv === undefined ? '' : `(${printTree(node.recv)}) `
      const body = node.body === undefined ? (node.bodySkipped ? ' skipped' : '') : ` ${printTree(node.body)}`
      return `FuncDecl ${recv}${node.name.name}${signature(node.type)}${body}${note(node.directives)}`
    }
    case 'ImportSpec':
      return node.name === undefined ? node.path.text : `${node.name.name} ${node.path.text}`
    case 'ValueSpec': {
      const type = node.type === undefined ? '' : ` ${printTree(node.type)}`
      const values = node.values.length === 0 ? '' : ` = ${group(node.values)}`
      return `${group(node.names)}${type}${values}${node.inherits === undefined ? '' : ' inherits'}`
    }
    case 'TypeSpec': {
      const params = node.typeParams.length === 0 ? '' : group(node.typeParams)
      return `${node.name.name}${params} ${node.alias ? '= ' : ''}${printTree(node.type)}${note(node.directives)}`
    }
    case 'Field':
      return [...node.names.map(name => name.name), printTree(node.type), ...(node.tag === undefined ? [] : [node.tag.text])].join(' ')
    default:
      return isStmt(node) ? printStmt(node) : printExpr(node)
  }
}

function many(nodes: readonly (Node | undefined)[]): string {
  return nodes.map(printTree).join(' ')
}

function group(nodes: readonly Node[]): string {
  return `[${many(nodes)}]`
}

function note(directives: readonly string[]): string {
  return directives.map(directive => ` ${directive}`).join('')
}

function fields(list: readonly Field[]): string {
  return list.map(printTree).join(', ')
}

function signature(type: FuncType): string {
  const typeParams = type.typeParams.length === 0 ? '' : `[${fields(type.typeParams)}]`
  return `${typeParams}(${fields(type.params)})${type.results.length === 0 ? '' : ` (${fields(type.results)})`}`
}

const statementKinds = new Set(
  (
    'BadStmt EmptyStmt DeclStmt LabeledStmt ExprStmt SendStmt IncDecStmt AssignStmt GoStmt DeferStmt ReturnStmt BranchStmt BlockStmt ' +
    'IfStmt CaseClause SwitchStmt TypeSwitchStmt CommClause SelectStmt ForStmt RangeStmt'
  ).split(' '),
)

function isStmt(node: Node): node is Stmt {
  return statementKinds.has(node.kind)
}

function printStmt(stmt: Stmt): string {
  switch (stmt.kind) {
    case 'BadStmt':
      return 'Bad'
    case 'EmptyStmt':
      return 'Empty'
    case 'DeclStmt':
      return printTree(stmt.decl)
    case 'LabeledStmt':
      return `Label(${stmt.label.name} ${printTree(stmt.stmt)})`
    case 'ExprStmt':
      return printTree(stmt.x)
    case 'SendStmt':
      return `Send(${printTree(stmt.chan)} ${printTree(stmt.value)})`
    case 'IncDecStmt':
      return `IncDec ${stmt.op} ${printTree(stmt.x)}`
    case 'AssignStmt':
      return `Assign ${stmt.op} ${group(stmt.lhs)} ${group(stmt.rhs)}`
    case 'GoStmt':
      return `Go ${printTree(stmt.call)}`
    case 'DeferStmt':
      return `Defer ${printTree(stmt.call)}`
    case 'ReturnStmt':
      return `Return${group(stmt.results)}`
    case 'BranchStmt':
      return stmt.label === undefined ? stmt.tok : `${stmt.tok} ${stmt.label.name}`
    case 'BlockStmt':
      return `Block(${many(stmt.stmts)})`
    case 'IfStmt':
      return `If(${optional(stmt.init)}${printTree(stmt.cond)} ${printTree(stmt.body)}${stmt.else === undefined ? '' : ` ${printTree(stmt.else)}`})`
    case 'CaseClause':
      return `${stmt.list === undefined ? 'Default' : `Case${group(stmt.list)}`}(${many(stmt.body)})`
    case 'CommClause':
      return `${stmt.comm === undefined ? 'Default' : `Case[${printTree(stmt.comm)}]`}(${many(stmt.body)})`
    case 'SwitchStmt':
      return `Switch(${optional(stmt.init)}${printTree(stmt.tag)} ${many(stmt.clauses)})`
    case 'TypeSwitchStmt':
      return `TypeSwitch(${optional(stmt.init)}${stmt.name === undefined ? '' : `${stmt.name.name} := `}${printTree(stmt.x)} ${many(stmt.clauses)})`
    case 'SelectStmt':
      return `Select(${many(stmt.clauses)})`
    case 'ForStmt':
      return `For(${printTree(stmt.init)}; ${printTree(stmt.cond)}; ${printTree(stmt.post)} ${printTree(stmt.body)})`
    case 'RangeStmt': {
      const lhs = [stmt.key, stmt.value, stmt.extra].filter(x => x !== undefined)
      return `Range(${lhs.length === 0 ? '' : `${group(lhs)} ${stmt.op} `}${printTree(stmt.x)} ${printTree(stmt.body)})`
    }
  }
}

function optional(stmt: Stmt | undefined): string {
  return stmt === undefined ? '' : `${printTree(stmt)}; `
}

function printExpr(x: Expr): string {
  switch (x.kind) {
    case 'BadExpr':
      return 'Bad'
    case 'Ident':
      return x.name
    case 'BasicLit':
      return x.text
    case 'CompositeLit':
      return `Literal(${[x.type === undefined ? '_' : printTree(x.type), ...x.elements.map(printTree)].join(' ')})`
    case 'KeyValueExpr':
      return `${printTree(x.key)}: ${printTree(x.value)}`
    case 'FuncLit':
      return `Func(${signature(x.type)} ${printTree(x.body)})`
    case 'ParenExpr':
      return `Paren(${printTree(x.x)})`
    case 'SelectorExpr':
      return `${printTree(x.x)}.${x.sel.name}`
    case 'IndexExpr':
      return `Index(${printTree(x.x)} ${many(x.indices)})`
    case 'SliceExpr':
      return `Slice(${printTree(x.x)} ${printTree(x.low)} ${printTree(x.high)}${x.slice3 ? ` ${printTree(x.max)}` : ''})`
    case 'TypeAssertExpr':
      return `Assert(${printTree(x.x)} ${x.type === undefined ? 'type' : printTree(x.type)})`
    case 'CallExpr':
      return `Call(${[x.fun, ...x.args].map(printTree).join(' ')}${x.ellipsis !== 0 ? '...' : ''})`
    case 'StarExpr':
      return `Star(${printTree(x.x)})`
    case 'UnaryExpr':
      return `Unary(${x.op} ${printTree(x.x)})`
    case 'BinaryExpr':
      return `Binary(${x.op} ${printTree(x.x)} ${printTree(x.y)})`
    case 'ArrayType':
      return x.len === undefined ? `SliceType(${printTree(x.elem)})` : `ArrayType(${printTree(x.len)} ${printTree(x.elem)})`
    case 'Ellipsis':
      return `...${x.elem === undefined ? '' : printTree(x.elem)}`
    case 'StructType':
      return `Struct{${x.fields.map(printTree).join('; ')}}`
    case 'FuncType':
      return `FuncType(${signature(x)})`
    case 'InterfaceType':
      return `Interface{${x.methods.map(printTree).join('; ')}}`
    case 'MapType':
      return `Map(${printTree(x.key)} ${printTree(x.value)})`
    case 'ChanType':
      return `Chan(${x.dir} ${printTree(x.value)})`
  }
}
