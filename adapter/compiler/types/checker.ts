// This file holds the state of a check of one package: what is being checked, what was found out, what remains to be done.
//
// Like go/types, the checker goes through the objects of a package in any order and resolves what they refer to on the way. Function
// bodies and other things that may need complete types wait in a queue (`later`). Errors do not unwind: they are reported once, the
// operand or type becomes invalid, and whoever meets an invalid one stays silent.
import type { Diagnostics, Note } from '../diagnostics'
import { exprString } from '../syntax/exprString'
import type { Expr, FuncDecl, FuncLit, Ident, Node, SelectorExpr, TypeSpec, ValueSpec } from '../syntax/nodes'
import { unparen } from '../syntax/nodes'
import type { FileSet, Pos } from '../syntax/positions'
import { noPos } from '../syntax/positions'
import type { Constant } from './constant'
import type { Func, Label, Obj, PkgName, TypeName } from './object'
import { Var } from './object'
import type { Operand } from './operand'
import { operandString } from './operand'
import { isUntyped } from './predicates'
import type { Info, Mode, Package, Selection } from './program'
import { Scope } from './scope'
import type { Signature, Type } from './type'
import { Tuple } from './type'
import type { Qualifier } from './typeString'
import { typeString } from './typeString'
import { Typ } from './universe'

/** How a package-level object is declared. */
export interface DeclInfo {
  readonly fileScope: Scope
  readonly lhs?: readonly Var[] | undefined // of `var a, b = f()`
  readonly typeExpr?: Expr | undefined
  readonly init?: Expr | undefined
  readonly iota?: number
  readonly inherited?: boolean // the initialisation expression stands in another const spec
  readonly typeSpec?: TypeSpec | undefined
  readonly func?: FuncDecl | undefined
  readonly spec?: ValueSpec | undefined
  readonly deps: Set<Obj> // package variables, constants and functions that the declaration mentions
}

/** What surrounds the piece of code being checked. */
export interface Environment {
  readonly scope: Scope
  readonly decl: DeclInfo | undefined // package-level declaration whose dependencies are gathered
  readonly pos: Pos // names declared after this are not visible; noPos: all are
  readonly iota: Constant | undefined
  readonly errorPos: Pos // where to report errors of an inherited constant expression
  readonly signature: Signature | undefined // of the function whose body this is
  readonly func: FuncDecl | FuncLit | undefined
  readonly isPanic: Map<Node, boolean> | undefined // calls of the predeclared panic
}

interface UntypedExpr {
  isLhs: boolean // left operand of a shift that waits for its type
  mode: Mode
  type: Type
  value: Constant | undefined
}

export type Importer = (path: string) => Package | undefined

/** The state of a check. */
export class Checker {
  env: Environment
  readonly objects = new Map<Obj, DeclInfo>()
  readonly methodsOf = new Map<TypeName, Func[]>()
  /** Objects being resolved, for the detection of cycles. */
  readonly path: Obj[] = []
  readonly untyped = new Map<Expr, UntypedExpr>()
  readonly imports: PkgName[] = []
  readonly dotImports: { name: PkgName; scope: Scope }[] = []
  readonly dotUses = new Map<Scope, Map<string, PkgName>>()
  readonly labels = new Map<Ident, Label>()
  errors = 0
  /** What the call that was checked last turned out to be. */
  lastCall: 'conversion' | 'expression' | 'statement' = 'expression'
  private readonly queue: (() => void)[] = []

  constructor(
    readonly pkg: Package,
    readonly fileSet: FileSet,
    readonly diagnostics: Diagnostics,
    readonly importer: Importer,
    readonly options: { readonly ignoreFuncBodies: boolean; readonly allowBodyless: boolean },
    readonly info: Info = pkg.info,
  ) {
    this.env = this.environment(pkg.scope, undefined)
  }

  environment(scope: Scope, decl: DeclInfo | undefined, rest: Partial<Environment> = {}): Environment {
    return {
      scope,
      decl,
      pos: noPos,
      iota: undefined,
      errorPos: noPos,
      signature: undefined,
      func: undefined,
      isPanic: undefined,
      ...rest,
    }
  }

  /** Runs `action` in another environment. */
  within(env: Environment, action: () => void): void {
    const saved = this.env
    this.env = env
    action()
    this.env = saved
  }

  // ----------------------------------------------------------------------------------------------------------------- errors

  /** Types of this package print without package name. */
  readonly qualifier: Qualifier = pkg => {
    if (pkg === this.pkg) return ''
    // Two packages of one name in sight: the path tells them apart.
    for (const other of this.pkg.imports) if (other !== pkg && other.name === pkg.name) return JSON.stringify(pkg.path)
    return pkg.name
  }

  /** Reports an error at the start of a node, operand or position. */
  error(at: Node | Operand | Obj | Pos, message: string, notes?: readonly Note[]): void {
    // Follow-on errors: something invalid shows up in the text of a later error.
    if (this.errors > 0 && (message.includes('invalid operand') || message.includes('invalid type'))) return
    this.errors++
    const pos = typeof at === 'number' ? at : 'pos' in at ? at.pos : (at.expr?.pos ?? noPos)
    this.diagnostics.report(this.env.errorPos !== noPos && typeof at !== 'number' ? this.env.errorPos : pos, message, notes)
  }

  /** A type as messages show it. */
  str(type: Type): string {
    return typeString(type, this.qualifier)
  }

  /** An operand as messages show it. */
  opStr(x: Operand): string {
    return operandString(x, this.qualifier)
  }

  exprStr(x: Expr): string {
    return exprString(x)
  }

  /** The place of a position as messages show it. */
  place(pos: Pos): string {
    const at = this.fileSet.position(pos)
    return `${at.path}:${at.line}:${at.column}`
  }

  // ------------------------------------------------------------------------------------------------------------------ queue

  /** Does something after the types of the package are set up, in the present environment. */
  later(action: () => void): void {
    const env = this.env
    this.queue.push(() => this.within(env, action))
  }

  /** How much is waiting now; see processLater. */
  get waiting(): number {
    return this.queue.length
  }

  /** Does what was put off since `start`, including what that puts off. */
  processLater(start = 0): void {
    if (this.queue.length === start) return
    for (let i = start; i < this.queue.length; i++) this.queue[i]!()
    this.queue.length = start
  }

  // ----------------------------------------------------------------------------------------------------------------- scopes

  openScope(node: Node, comment: string): void {
    const scope = new Scope(this.env.scope, node.pos, node.end, comment)
    this.info.scopes.set(node, scope)
    this.env = { ...this.env, scope }
  }

  closeScope(): void {
    this.env = { ...this.env, scope: this.env.scope.parent! }
  }

  /** Declares obj in a scope, visible from scopePos on, and records its definition. */
  declare(scope: Scope, ident: Ident | undefined, obj: Obj, scopePos: Pos): void {
    // spec: "The blank identifier may be used like any other identifier in a declaration, but it does not introduce a binding"
    if (obj.name !== '_') {
      const other = scope.insert(obj)
      if (other !== undefined) {
        this.redeclared(obj, other)
        if (ident !== undefined) this.info.defs.set(ident, obj)
        return
      }
      obj.scopePos = scopePos
    }
    if (ident !== undefined) this.info.defs.set(ident, obj)
  }

  redeclared(obj: Obj, other: Obj): void {
    const where = other.pos === noPos ? undefined : [{ pos: other.pos, message: `other declaration of ${obj.name}` }]
    this.error(obj.pos, `${obj.name} redeclared in this block`, where)
  }

  newVar(pos: Pos, name: string, type: Type): Var {
    const v = new Var(pos, this.pkg, name, type)
    v.parentFunc = this.env.func
    return v
  }

  // -------------------------------------------------------------------------------------------------------------- recording

  /** Notes what an expression was found to be. Untyped expressions wait for the type that their context gives them. */
  record(x: Operand): void {
    const expr = x.expr!
    let mode: Mode = 'value'
    let type: Type = x.type
    let value: Constant | undefined
    if (x.mode === 'invalid') type = Typ.invalid
    else mode = x.mode
    if (x.mode === 'novalue') type = new Tuple([])
    if (x.mode === 'constant') value = x.value
    if (isUntyped(type) && x.mode !== 'invalid') this.untyped.set(expr, { isLhs: false, mode, type, value })
    else this.recordType(expr, mode, type, value)
  }

  recordType(expr: Expr, mode: Mode, type: Type, value: Constant | undefined): void {
    this.info.types.set(expr, value === undefined ? { mode, type } : { mode, type, value })
  }

  /** Notes that x is used for two values, the second a bool. */
  recordCommaOk(x: Expr, first: Type, second: Type): void {
    const tuple = new Tuple([new Var(x.pos, this.pkg, '', first), new Var(x.pos, this.pkg, '', second)])
    for (;;) {
      const known = this.info.types.get(x)
      if (known !== undefined) this.info.types.set(x, { ...known, type: tuple })
      if (x.kind !== 'ParenExpr') return
      x = x.x
    }
  }

  recordBuiltin(fun: Expr, sig: Signature): void {
    for (;;) {
      this.recordType(fun, 'builtin', sig, undefined)
      if (fun.kind !== 'ParenExpr') return
      fun = fun.x
    }
  }

  recordUse(ident: Ident, obj: Obj): void {
    this.info.uses.set(ident, obj)
  }

  recordSelection(x: SelectorExpr, selection: Selection): void {
    this.info.uses.set(x.sel, selection.obj)
    this.info.selections.set(x, selection)
  }

  /** Gives the expressions that are still untyped at the end their untyped types. */
  recordUntyped(): void {
    for (const [expr, info] of this.untyped) this.recordType(expr, info.mode, info.type, info.value)
    this.untyped.clear()
  }

  /** Notes that the declaration being checked mentions obj. */
  addDependency(obj: Obj): void {
    const decl = this.env.decl
    if (decl !== undefined && this.objects.has(obj)) decl.deps.add(obj)
  }

  /** Marks the variable that an expression names as it was before: being assigned to is no use. */
  localVar(x: Expr): Var | undefined {
    const ident = unparen(x)
    if (ident.kind !== 'Ident' || ident.name === '_') return undefined
    const obj = this.env.scope.lookupParent(ident.name, this.env.pos)?.obj
    return obj?.kind === 'Var' && obj.pkg === this.pkg ? obj : undefined
  }
}
