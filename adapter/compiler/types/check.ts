// This file is the way into the checker: it turns parsed files into a checked package, and an expression into its type.
import { Diagnostics } from '../diagnostics'
import type { Expr, SourceFile } from '../syntax/nodes'
import type { FileSet, Pos } from '../syntax/positions'
import { noPos } from '../syntax/positions'
import { walk } from '../syntax/walk'
import type { Importer } from './checker'
import { Checker } from './checker'
import { exprOrType } from './expressions'
import { initOrder } from './initOrder'
import type { Obj } from './object'
import { Operand } from './operand'
import type { TypeAndValue } from './program'
import { Info, Package } from './program'
import { collectObjects, packageObjects, unusedImports } from './resolve'
import { Scope } from './scope'
import { universe } from './universe'

/** What checkPackage works on. */
export interface CheckOptions {
  readonly path: string
  readonly files: readonly SourceFile[]
  /** Gives the package of an import path, checked; undefined if there is none (then an error is reported at the import). */
  readonly importer: Importer
  readonly fileSet: FileSet
  readonly diagnostics: Diagnostics
  readonly goVersion?: string
  /** Check declarations only. */
  readonly ignoreFuncBodies?: boolean
  /** Functions without body are implemented elsewhere: in assembly, or by linkname. */
  readonly allowBodyless?: boolean
  readonly goroot?: boolean
}

/** Checks a package. Errors go to `diagnostics`; the package then has hasErrors set and its tables are incomplete. */
export function checkPackage(options: CheckOptions): Package {
  const { path, files, importer, fileSet, diagnostics } = options
  const pkg = new Package(path, files[0]?.name.name ?? '', universe, options.goroot ?? false)
  pkg.files = files
  const ignoreFuncBodies = options.ignoreFuncBodies ?? false
  const c = new Checker(pkg, fileSet, diagnostics, importer, { ignoreFuncBodies, allowBodyless: options.allowBodyless ?? false })
  collectObjects(c)
  packageObjects(c)
  c.processLater()
  if (!ignoreFuncBodies) {
    initOrder(c)
    unusedImports(c)
  }
  c.recordUntyped()
  pkg.hasErrors = c.errors > 0
  return pkg
}

/** What checkExpression works with. */
export interface ExpressionContext {
  /** The block in which names are looked up. */
  readonly scope: Scope
  /** The package whose unexported names are visible. */
  readonly pkg: Package
  /** The file set of the expression, as parseExpression returns it. */
  readonly fileSet: FileSet
  /** Names declared after this place are not visible; leave out to see all. */
  readonly pos?: Pos
  /** Says what a name means, before the scope is asked. */
  readonly resolve?: (name: string) => Obj | undefined
}

/** The outcome of checkExpression: what the expression is and the tables of its parts, or an error. */
export interface CheckedExpression {
  readonly result: TypeAndValue | undefined
  readonly info: Info
  readonly error: string | undefined
}

/** Types an expression (or type) in a given block, without changing the package. An untyped result stays untyped. */
export function checkExpression(expr: Expr, context: ExpressionContext): CheckedExpression {
  const diagnostics = new Diagnostics(context.fileSet)
  const options = { ignoreFuncBodies: true, allowBodyless: true }
  const info = new Info()
  const c = new Checker(context.pkg, context.fileSet, diagnostics, () => undefined, options, info)
  const scope = new Scope(undefined, noPos, noPos, 'evaluate')
  walk(expr, node => {
    if (node.kind !== 'Ident') return
    const obj = context.resolve?.(node.name) ?? context.scope.lookupParent(node.name, context.pos ?? noPos)?.obj
    if (obj !== undefined) scope.insert(obj)
  })
  // Looking at a variable must not count as use, should its package be checked again.
  const used = [...scope.objects].filter(obj => obj.kind === 'Var').map(v => ({ v, was: v.used }))
  const x = new Operand()
  c.within(c.environment(scope, undefined), () => exprOrType(c, x, expr))
  c.processLater()
  c.recordUntyped()
  for (const { v, was } of used) v.used = was
  const error = diagnostics.sorted()[0]?.message
  return { result: error === undefined ? info.types.get(expr) : undefined, info, error }
}
