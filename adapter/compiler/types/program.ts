// This file defines what the checker leaves behind: packages, and per package the tables that say what each piece of syntax means.
import type { Expr, FuncDecl, Ident, Node, SelectorExpr, SourceFile } from '../syntax/nodes'
import type { Constant } from './constant'
import type { Func, Obj, Var } from './object'
import { Scope } from './scope'
import type { Type } from './type'

/**
 * What an expression denotes.
 * - novalue: a call of a function without result
 * - builtin: a built-in function; type: a type
 * - constant: `value` is set
 * - variable: has an address (or is a part of something that has); mapindex: m[k], assignable but without address
 * - value: computed; nil: the predeclared nil; commaok: like value, but may also give value, ok
 */
export type Mode = 'novalue' | 'builtin' | 'type' | 'constant' | 'variable' | 'mapindex' | 'value' | 'nil' | 'commaok'

/** What the checker found out about an expression. In a comma-ok context the type is a Tuple of value and bool. */
export interface TypeAndValue {
  readonly mode: Mode
  readonly type: Type
  readonly value?: Constant | undefined
}

/** What x.f means when it selects a field or a method. */
export interface Selection {
  readonly kind: 'field' | 'method' | 'methodExpr'
  readonly recv: Type // the type of x (for methodExpr: T itself)
  readonly obj: Var | Func
  /** Field indices from recv to obj, through embedded fields; for a method the last is its index among the methods. */
  readonly index: readonly number[]
  /** Whether a pointer was followed on the way, at x itself or at an embedded field. */
  readonly indirect: boolean
  /** The type of x.f: of the field; the signature without receiver; for methodExpr with the receiver as first parameter. */
  readonly type: Type
}

/** One initialisation of package variables: lhs = rhs. */
export interface Initializer {
  readonly lhs: readonly Var[]
  readonly rhs: Expr
}

/** An instance of a generic function or type. Reserved. */
export interface Instance {
  readonly typeArgs: readonly Type[]
  readonly type: Type
}

/** What each piece of syntax of a package means. Filled in by the checker, like go/types.Info. */
export class Info {
  /** Every expression that denotes a value or type, with its final type: untyped operands carry the type they are converted to. */
  readonly types = new Map<Expr, TypeAndValue>()
  readonly defs = new Map<Ident, Obj | undefined>() // undefined for the package name and the name in `switch x := y.(type)`
  readonly uses = new Map<Ident, Obj>()
  readonly selections = new Map<SelectorExpr, Selection>() // not for qualified identifiers: see uses of `sel`
  /** The variable of each CaseClause of a type switch, the PkgName of an ImportSpec without name, an unnamed parameter's Field. */
  readonly implicits = new Map<Node, Obj>()
  /** The block of SourceFile, FuncType (parameters and body), BlockStmt, IfStmt, ForStmt, RangeStmt, SwitchStmt, TypeSwitchStmt, CaseClause, CommClause. */
  readonly scopes = new Map<Node, Scope>()
  readonly initOrder: Initializer[] = []
  readonly instances = new Map<Ident, Instance>()

  /** The type of an expression; undefined if it was not checked. */
  typeOf(expr: Expr): Type | undefined {
    const found = this.types.get(expr)
    if (found !== undefined) return found.type
    if (expr.kind === 'Ident') return this.objectOf(expr)?.type
    return undefined
  }

  /** What an identifier declares or uses. */
  objectOf(ident: Ident): Obj | undefined {
    return this.defs.get(ident) ?? this.uses.get(ident)
  }
}

/** A package, checked. */
export class Package {
  readonly scope: Scope
  readonly info = new Info()
  files: readonly SourceFile[] = []
  /** Directly imported packages, in the order of their first import. */
  imports: Package[] = []
  /** Every declared function and method, in source order. `init` and `_` functions are here and in no scope. */
  readonly funcs: Func[] = []
  /** Resolves an object of a package whose declarations are read when they are needed; absent when all are resolved. */
  resolve: ((obj: Obj) => void) | undefined
  /** Set when errors were found: the package must not be compiled. */
  hasErrors = false

  constructor(
    readonly path: string,
    public name: string,
    universe: Scope | undefined,
    readonly goroot = false,
  ) {
    this.scope = new Scope(universe, 0, 0, `package ${path}`)
  }

  /** What a package-level name stands for, resolved. */
  lookup(name: string): Obj | undefined {
    const obj = this.scope.lookup(name)
    if (obj !== undefined && obj.progress !== 'done') this.resolve?.(obj)
    return obj
  }

  /** The function that a declaration declares. */
  funcOf(decl: FuncDecl): Func | undefined {
    const obj = this.info.defs.get(decl.name)
    return obj?.kind === 'Func' ? obj : undefined
  }
}
