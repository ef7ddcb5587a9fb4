// This file turns expressions back into Go, as error messages show them: on one line, with bodies shortened to "…".
import type { Expr, Field, FuncType, Stmt } from './nodes'

/** The Go text of an expression. */
export function exprString(x: Expr): string {
  switch (x.kind) {
    case 'BadExpr':
      return '_'
    case 'Ident':
      return x.name
    case 'BasicLit':
      return x.text
    case 'CompositeLit':
      return `${x.type === undefined ? '' : exprString(x.type)}{${x.elements.length > 0 ? '…' : ''}}`
    case 'KeyValueExpr':
      return `${exprString(x.key)}: ${exprString(x.value)}`
    case 'FuncLit':
      return `${exprString(x.type)} {${x.body.stmts.length > 0 ? '…' : ''}}`
    case 'ParenExpr':
      return `(${exprString(x.x)})`
    case 'SelectorExpr':
      return `${exprString(x.x)}.${x.sel.name}`
    case 'IndexExpr':
      return `${exprString(x.x)}[${x.indices.map(exprString).join(', ')}]`
    case 'SliceExpr': {
      const part = (y: Expr | undefined): string => (y === undefined ? '' : exprString(y))
      return `${exprString(x.x)}[${part(x.low)}:${part(x.high)}${x.slice3 ? `:${part(x.max)}` : ''}]`
    }
    case 'TypeAssertExpr':
      return `${exprString(x.x)}.(${x.type === undefined ? 'type' : exprString(x.type)})`
    case 'CallExpr':
      return `${exprString(x.fun)}(${x.args.map(exprString).join(', ')}${x.ellipsis !== 0 ? '...' : ''})`
    case 'StarExpr':
      return `*${exprString(x.x)}`
    case 'UnaryExpr':
      return x.op + exprString(x.x)
    case 'BinaryExpr':
      return `${exprString(x.x)} ${x.op} ${exprString(x.y)}`
    case 'ArrayType':
      return `[${x.len === undefined ? '' : exprString(x.len)}]${exprString(x.elem)}`
    case 'Ellipsis':
      return `...${x.elem === undefined ? '' : exprString(x.elem)}`
    case 'StructType':
      return `struct{${x.fields.map(fieldString).join('; ')}}`
    case 'FuncType':
      return `func${signatureString(x)}`
    case 'InterfaceType':
      return `interface{${x.methods.map(methodString).join('; ')}}`
    case 'MapType':
      return `map[${exprString(x.key)}]${exprString(x.value)}`
    case 'ChanType':
      return `${x.dir === 'receive' ? '<-chan' : x.dir === 'send' ? 'chan<-' : 'chan'} ${exprString(x.value)}`
  }
}

function signatureString(type: FuncType): string {
  const params = `(${type.params.map(fieldString).join(', ')})`
  if (type.results.length === 0) return params
  const [only] = type.results
  if (type.results.length === 1 && only!.names.length === 0) return `${params} ${exprString(only!.type)}`
  return `${params} (${type.results.map(fieldString).join(', ')})`
}

function fieldString(field: Field): string {
  const names = field.names.map(name => name.name).join(', ')
  return names === '' ? exprString(field.type) : `${names} ${exprString(field.type)}`
}

function methodString(field: Field): string {
  const [name] = field.names
  if (name === undefined || field.type.kind !== 'FuncType') return exprString(field.type)
  return name.name + signatureString(field.type)
}

/** The Go text of a simple statement. */
export function stmtString(stmt: Stmt): string {
  const list = (exprs: readonly Expr[]): string => exprs.map(exprString).join(', ')
  switch (stmt.kind) {
    case 'ExprStmt':
      return exprString(stmt.x)
    case 'SendStmt':
      return `${exprString(stmt.chan)} <- ${exprString(stmt.value)}`
    case 'IncDecStmt':
      return exprString(stmt.x) + stmt.op
    case 'AssignStmt':
      return `${list(stmt.lhs)} ${stmt.op} ${list(stmt.rhs)}`
    default:
      return 'statement'
  }
}
