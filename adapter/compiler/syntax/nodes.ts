// This file defines the syntax tree: what the parser turns a Go file into. Names and shapes follow go/ast.
//
// A node is a plain object with a `kind`; trees are immutable once parsed, and later stages keep their findings in tables keyed by
// node (see types/program.ts). `pos` is the position of the first character, `end` the position just after the last one.
// Above each node stands the Go that it represents.
import type { Pos } from './positions'

interface NodeBase {
  readonly pos: Pos
  readonly end: Pos
}

// ---------------------------------------------------------------------------------------------------------------- expressions

/** Something that could not be parsed; an error has been reported. */
export interface BadExpr extends NodeBase {
  readonly kind: 'BadExpr'
}

/** name */
export interface Ident extends NodeBase {
  readonly kind: 'Ident'
  readonly name: string
}

export type LiteralKind = 'int' | 'float' | 'imaginary' | 'char' | 'string'

/** 42  0x1p-2  2i  'a'  "a"  `a` */
export interface BasicLit extends NodeBase {
  readonly kind: 'BasicLit'
  readonly literal: LiteralKind
  readonly text: string // as written, quotes included
  readonly bad: boolean // malformed; an error has been reported
}

/** Type{elements}; without type inside another composite literal */
export interface CompositeLit extends NodeBase {
  readonly kind: 'CompositeLit'
  readonly type: Expr | undefined
  readonly elements: readonly Expr[] // some may be KeyValueExpr
  readonly lbrace: Pos
  readonly rbrace: Pos
}

/** key: value, in a composite literal */
export interface KeyValueExpr extends NodeBase {
  readonly kind: 'KeyValueExpr'
  readonly key: Expr
  readonly value: Expr
}

/** func(params) results { body } */
export interface FuncLit extends NodeBase {
  readonly kind: 'FuncLit'
  readonly type: FuncType
  readonly body: BlockStmt
}

/** (x) */
export interface ParenExpr extends NodeBase {
  readonly kind: 'ParenExpr'
  readonly x: Expr
}

/** x.sel */
export interface SelectorExpr extends NodeBase {
  readonly kind: 'SelectorExpr'
  readonly x: Expr
  readonly sel: Ident
}

/** x[indices]: an index, or an instantiation; the checker decides */
export interface IndexExpr extends NodeBase {
  readonly kind: 'IndexExpr'
  readonly x: Expr
  readonly indices: readonly Expr[] // at least one
  readonly lbrack: Pos
}

/** x[low:high:max] */
export interface SliceExpr extends NodeBase {
  readonly kind: 'SliceExpr'
  readonly x: Expr
  readonly low: Expr | undefined
  readonly high: Expr | undefined
  readonly max: Expr | undefined
  readonly slice3: boolean // two colons were written
  readonly lbrack: Pos
}

/** x.(type expression); `type` is undefined for x.(type) */
export interface TypeAssertExpr extends NodeBase {
  readonly kind: 'TypeAssertExpr'
  readonly x: Expr
  readonly type: Expr | undefined
}

/** fun(args...): a call, or a conversion; the checker decides */
export interface CallExpr extends NodeBase {
  readonly kind: 'CallExpr'
  readonly fun: Expr
  readonly args: readonly Expr[]
  readonly lparen: Pos
  readonly rparen: Pos
  readonly ellipsis: Pos // position of "...", or noPos
}

/** *x: an indirection, or a pointer type */
export interface StarExpr extends NodeBase {
  readonly kind: 'StarExpr'
  readonly x: Expr
}

export type UnaryOp = '+' | '-' | '!' | '^' | '&' | '<-' | '~'

/** op x */
export interface UnaryExpr extends NodeBase {
  readonly kind: 'UnaryExpr'
  readonly op: UnaryOp
  readonly x: Expr
}

// biome-ignore format: one row a precedence
export type BinaryOp =
  | '||' | '&&'
  | '==' | '!=' | '<' | '<=' | '>' | '>='
  | '+' | '-' | '|' | '^'
  | '*' | '/' | '%' | '&' | '&^' | '<<' | '>>'

/** x op y */
export interface BinaryExpr extends NodeBase {
  readonly kind: 'BinaryExpr'
  readonly x: Expr
  readonly op: BinaryOp
  readonly opPos: Pos
  readonly y: Expr
}

// ---------------------------------------------------------------------------------------------------------------------- types

/** [len]elem; []elem when `len` is undefined; [...]elem when `len` is an Ellipsis */
export interface ArrayTypeExpr extends NodeBase {
  readonly kind: 'ArrayType'
  readonly len: Expr | undefined
  readonly elem: Expr
}

/** ...elem, the type of a last parameter; without elem the length of an array */
export interface Ellipsis extends NodeBase {
  readonly kind: 'Ellipsis'
  readonly elem: Expr | undefined
}

/** struct { fields } */
export interface StructType extends NodeBase {
  readonly kind: 'StructType'
  readonly fields: readonly Field[]
}

/** func(params) results. For a FuncDecl `pos` is that of "func". */
export interface FuncType extends NodeBase {
  readonly kind: 'FuncType'
  readonly typeParams: readonly Field[] // empty unless generic
  readonly params: readonly Field[]
  readonly results: readonly Field[]
}

/** interface { methods and embedded elements } */
export interface InterfaceType extends NodeBase {
  readonly kind: 'InterfaceType'
  readonly methods: readonly Field[] // a method has one name and a FuncType; an embedded element has no name
}

/** map[key]value */
export interface MapTypeExpr extends NodeBase {
  readonly kind: 'MapType'
  readonly key: Expr
  readonly value: Expr
}

export type ChanDir = 'both' | 'send' | 'receive'

/** chan value  chan<- value  <-chan value */
export interface ChanTypeExpr extends NodeBase {
  readonly kind: 'ChanType'
  readonly dir: ChanDir
  readonly value: Expr
}

/** names type "tag": a struct field, a parameter, a result, a method of an interface or a type parameter */
export interface Field extends NodeBase {
  readonly kind: 'Field'
  readonly names: readonly Ident[] // empty when embedded or unnamed
  readonly type: Expr
  readonly tag: BasicLit | undefined
}

export type Expr =
  | BadExpr
  | Ident
  | BasicLit
  | CompositeLit
  | KeyValueExpr
  | FuncLit
  | ParenExpr
  | SelectorExpr
  | IndexExpr
  | SliceExpr
  | TypeAssertExpr
  | CallExpr
  | StarExpr
  | UnaryExpr
  | BinaryExpr
  | ArrayTypeExpr
  | Ellipsis
  | StructType
  | FuncType
  | InterfaceType
  | MapTypeExpr
  | ChanTypeExpr

// ----------------------------------------------------------------------------------------------------------------- statements

/** Something that could not be parsed; an error has been reported. */
export interface BadStmt extends NodeBase {
  readonly kind: 'BadStmt'
}

/** ; */
export interface EmptyStmt extends NodeBase {
  readonly kind: 'EmptyStmt'
}

/** const, type or var declaration in a function */
export interface DeclStmt extends NodeBase {
  readonly kind: 'DeclStmt'
  readonly decl: GenDecl
}

/** label: stmt */
export interface LabeledStmt extends NodeBase {
  readonly kind: 'LabeledStmt'
  readonly label: Ident
  readonly colon: Pos
  readonly stmt: Stmt
}

/** x */
export interface ExprStmt extends NodeBase {
  readonly kind: 'ExprStmt'
  readonly x: Expr
}

/** chan <- value */
export interface SendStmt extends NodeBase {
  readonly kind: 'SendStmt'
  readonly chan: Expr
  readonly arrow: Pos
  readonly value: Expr
}

/** x++  x-- */
export interface IncDecStmt extends NodeBase {
  readonly kind: 'IncDecStmt'
  readonly x: Expr
  readonly op: '++' | '--'
  readonly opPos: Pos
}

export type AssignOp = '=' | ':=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '&^='

/** lhs = rhs  lhs := rhs  lhs op= rhs */
export interface AssignStmt extends NodeBase {
  readonly kind: 'AssignStmt'
  readonly lhs: readonly Expr[]
  readonly op: AssignOp
  readonly opPos: Pos
  readonly rhs: readonly Expr[]
}

/** go call */
export interface GoStmt extends NodeBase {
  readonly kind: 'GoStmt'
  readonly call: Expr // a CallExpr, unless an error was reported
}

/** defer call */
export interface DeferStmt extends NodeBase {
  readonly kind: 'DeferStmt'
  readonly call: Expr // a CallExpr, unless an error was reported
}

/** return results */
export interface ReturnStmt extends NodeBase {
  readonly kind: 'ReturnStmt'
  readonly results: readonly Expr[]
}

/** break label  continue label  goto label  fallthrough */
export interface BranchStmt extends NodeBase {
  readonly kind: 'BranchStmt'
  readonly tok: 'break' | 'continue' | 'goto' | 'fallthrough'
  readonly label: Ident | undefined
}

/** { stmts } */
export interface BlockStmt extends NodeBase {
  readonly kind: 'BlockStmt'
  readonly stmts: readonly Stmt[]
  readonly rbrace: Pos // of the closing brace
}

/** if init; cond { body } else other */
export interface IfStmt extends NodeBase {
  readonly kind: 'IfStmt'
  readonly init: Stmt | undefined
  readonly cond: Expr
  readonly body: BlockStmt
  readonly else: BlockStmt | IfStmt | undefined
}

/** case list: body  default: body (then `list` is undefined) */
export interface CaseClause extends NodeBase {
  readonly kind: 'CaseClause'
  readonly list: readonly Expr[] | undefined
  readonly colon: Pos
  readonly body: readonly Stmt[]
}

/** switch init; tag { clauses } */
export interface SwitchStmt extends NodeBase {
  readonly kind: 'SwitchStmt'
  readonly init: Stmt | undefined
  readonly tag: Expr | undefined
  readonly clauses: readonly CaseClause[]
  readonly lbrace: Pos
  readonly rbrace: Pos
}

/** switch init; name := x.(type) { clauses } */
export interface TypeSwitchStmt extends NodeBase {
  readonly kind: 'TypeSwitchStmt'
  readonly init: Stmt | undefined
  readonly name: Ident | undefined // the variable; each clause has its own, see Info.implicits
  readonly x: Expr
  readonly clauses: readonly CaseClause[]
  readonly lbrace: Pos
  readonly rbrace: Pos
}

/** case comm: body  default: body (then `comm` is undefined) */
export interface CommClause extends NodeBase {
  readonly kind: 'CommClause'
  readonly comm: Stmt | undefined // SendStmt, ExprStmt or AssignStmt
  readonly colon: Pos
  readonly body: readonly Stmt[]
}

/** select { clauses } */
export interface SelectStmt extends NodeBase {
  readonly kind: 'SelectStmt'
  readonly clauses: readonly CommClause[]
  readonly lbrace: Pos
  readonly rbrace: Pos
}

/** for init; cond; post { body } */
export interface ForStmt extends NodeBase {
  readonly kind: 'ForStmt'
  readonly init: Stmt | undefined
  readonly cond: Expr | undefined
  readonly post: Stmt | undefined
  readonly body: BlockStmt
}

/** for key, value := range x { body } */
export interface RangeStmt extends NodeBase {
  readonly kind: 'RangeStmt'
  readonly key: Expr | undefined
  readonly value: Expr | undefined
  readonly extra: Expr | undefined // a third variable, which is an error
  readonly op: '=' | ':=' | undefined // undefined when there is no key
  readonly opPos: Pos
  readonly rangePos: Pos // of "range"
  readonly x: Expr
  readonly body: BlockStmt
}

export type Stmt =
  | BadStmt
  | EmptyStmt
  | DeclStmt
  | LabeledStmt
  | ExprStmt
  | SendStmt
  | IncDecStmt
  | AssignStmt
  | GoStmt
  | DeferStmt
  | ReturnStmt
  | BranchStmt
  | BlockStmt
  | IfStmt
  | CaseClause
  | SwitchStmt
  | TypeSwitchStmt
  | CommClause
  | SelectStmt
  | ForStmt
  | RangeStmt

// --------------------------------------------------------------------------------------------------------------- declarations

/** name "path" in an import declaration */
export interface ImportSpec extends NodeBase {
  readonly kind: 'ImportSpec'
  readonly name: Ident | undefined // may be "." or "_"
  readonly path: BasicLit
}

/** names type = values in a const or var declaration */
export interface ValueSpec extends NodeBase {
  readonly kind: 'ValueSpec'
  readonly names: readonly Ident[]
  readonly type: Expr | undefined
  readonly values: readonly Expr[]
  readonly iota: number // index in the const group
  readonly inherits: ValueSpec | undefined // const without type and values: the spec whose type and values it repeats
}

/** name[typeParams] type  name = type */
export interface TypeSpec extends NodeBase {
  readonly kind: 'TypeSpec'
  readonly name: Ident
  readonly typeParams: readonly Field[]
  readonly alias: boolean // "=" was written
  readonly type: Expr
  readonly directives: readonly string[]
}

export type Spec = ImportSpec | ValueSpec | TypeSpec

/** import ( specs )  const ( specs )  type ( specs )  var ( specs ), with or without parentheses */
export interface GenDecl extends NodeBase {
  readonly kind: 'GenDecl'
  readonly tok: 'import' | 'const' | 'type' | 'var'
  readonly specs: readonly Spec[]
  readonly grouped: boolean // parentheses were written
  readonly directives: readonly string[]
}

/** func (recv) name(params) results { body } */
export interface FuncDecl extends NodeBase {
  readonly kind: 'FuncDecl'
  readonly recv: Field | undefined
  readonly name: Ident
  readonly type: FuncType
  readonly body: BlockStmt | undefined // undefined when implemented elsewhere, or skipped
  readonly bodySkipped: boolean // there is a body, but only the header was wanted (parseDeclaration)
  readonly directives: readonly string[] // "//go:nosplit", "//go:linkname a b", ... standing above
}

export type Decl = GenDecl | FuncDecl

/** A "//go:" or "//line" comment with its place. */
export interface Directive {
  readonly pos: Pos
  readonly text: string // without the line end
}

/** package name; imports; decls */
export interface SourceFile extends NodeBase {
  readonly kind: 'SourceFile'
  readonly path: string
  readonly packagePos: Pos
  readonly name: Ident
  readonly imports: readonly ImportSpec[]
  readonly decls: readonly Decl[]
  readonly directives: readonly Directive[] // all of the file, those attached to declarations included
}

/** Any node. */
export type Node = Expr | Stmt | Spec | Decl | Field | SourceFile

/** x without enclosing parentheses. */
export function unparen(x: Expr): Expr {
  while (x.kind === 'ParenExpr') x = x.x
  return x
}
