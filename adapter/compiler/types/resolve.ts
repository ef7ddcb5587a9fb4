// This file collects what the files of a package declare, and resolves it all.
import type { FuncDecl, ImportSpec, SourceFile, Spec, TypeSpec, ValueSpec } from '../syntax/nodes'
import { textOf, unquoteString } from './bytes'
import type { Checker, DeclInfo } from './checker'
import { unknownConstant } from './constant'
import { checkArity, resolveObject } from './declarations'
import type { Obj } from './object'
import { Const, Func, PkgName, TypeName, Var } from './object'
import { Scope } from './scope'
import { receiverBase } from './typeExpressions'
import { Typ, unsafePackage } from './universe'

/** Declares the package-level objects and the imports of all files. Types come later. */
export function collectObjects(c: Checker): void {
  const fileScopes: Scope[] = []
  const methods: { func: Func; decl: FuncDecl }[] = []
  for (const file of c.pkg.files) {
    const scope = new Scope(c.pkg.scope, file.pos, file.end + 1, `file ${file.path}`)
    fileScopes.push(scope)
    c.info.scopes.set(file, scope)
    c.info.defs.set(file.name, undefined)
    checkPackageName(c, file)
    for (const decl of file.decls) {
      if (decl.kind === 'FuncDecl') declareFunc(c, scope, decl, methods)
      else for (const spec of decl.specs) declareSpec(c, scope, decl.tok, spec)
    }
  }
  checkFileNames(c, fileScopes)
  for (const { func, decl } of methods) associate(c, func, decl)
}

function checkPackageName(c: Checker, file: SourceFile): void {
  if (file.name.name === '_') c.error(file.name, 'invalid package name _')
  else if (file.name.name !== c.pkg.name) c.error(file.name, `package ${file.name.name}; expected package ${c.pkg.name}`)
}

/** Declares what a spec declares: objects of the package, or the imports of a file. */
export function declareSpec(c: Checker, scope: Scope, tok: string, spec: Spec): void {
  if (spec.kind === 'ImportSpec') declareImport(c, scope, spec)
  else if (spec.kind === 'TypeSpec') declareType(c, scope, spec)
  else if (tok === 'const') declareConsts(c, scope, spec)
  else declareVars(c, scope, spec)
}

function add(c: Checker, obj: Obj, info: DeclInfo): void {
  obj.progress = 'untouched'
  obj.order = c.objects.size
  c.objects.set(obj, info)
}

// spec: "the package-scope or file-scope identifier init can only be declared as a function"; main likewise in package main
function mayDeclare(c: Checker, name: { name: string; pos: number }): boolean {
  if (name.name === 'init') c.error(name.pos, 'cannot declare init - must be func')
  else if (name.name === 'main' && c.pkg.name === 'main') c.error(name.pos, 'cannot declare main - must be func')
  else return true
  return false
}

function declareConsts(c: Checker, fileScope: Scope, spec: ValueSpec): void {
  const source = spec.inherits ?? spec
  spec.names.forEach((name, i) => {
    const obj = new Const(name.pos, c.pkg, name.name, Typ.invalid, unknownConstant)
    const inherited = spec.inherits !== undefined
    add(c, obj, { fileScope, typeExpr: source.type, init: source.values[i], iota: spec.iota, inherited, spec, deps: new Set() })
    if (mayDeclare(c, name)) c.declare(c.pkg.scope, name, obj, 0)
    else c.info.defs.set(name, obj)
  })
  c.within(c.environment(fileScope, undefined), () => checkArity(c, spec, true))
}

function declareVars(c: Checker, fileScope: Scope, spec: ValueSpec): void {
  const vars = spec.names.map(name => new Var(name.pos, c.pkg, name.name, Typ.invalid))
  // With one value for several variables they share one declaration, so that the value is looked at once.
  const shared: DeclInfo | undefined =
    spec.values.length === 1 && vars.length > 1
      ? { fileScope, lhs: vars, typeExpr: spec.type, init: spec.values[0], spec, deps: new Set() }
      : undefined
  spec.names.forEach((name, i) => {
    const obj = vars[i]!
    add(c, obj, shared ?? { fileScope, typeExpr: spec.type, init: spec.values[i], spec, deps: new Set() })
    if (mayDeclare(c, name)) c.declare(c.pkg.scope, name, obj, 0)
    else c.info.defs.set(name, obj)
  })
  if (spec.type === undefined || spec.values.length > 0) c.within(c.environment(fileScope, undefined), () => checkArity(c, spec, false))
}

function declareType(c: Checker, fileScope: Scope, spec: TypeSpec): void {
  const obj = new TypeName(spec.name.pos, c.pkg, spec.name.name, Typ.invalid)
  obj.isAlias = spec.alias
  add(c, obj, { fileScope, typeSpec: spec, deps: new Set() })
  if (mayDeclare(c, spec.name)) c.declare(c.pkg.scope, spec.name, obj, 0)
  else c.info.defs.set(spec.name, obj)
}

/** Declares a function; a method is put into `methods` instead, until its type is known. */
export function declareFunc(c: Checker, fileScope: Scope, decl: FuncDecl, methods: { func: Func; decl: FuncDecl }[]): void {
  const name = decl.name.name
  const func = new Func(decl.name.pos, c.pkg, name, undefined)
  func.decl = decl
  func.resolver = f => resolveObject(c, f)
  add(c, func, { fileScope, func: decl, deps: new Set() })
  c.pkg.funcs.push(func)
  if (decl.recv !== undefined) {
    c.info.defs.set(decl.name, func)
    methods.push({ func, decl })
    return
  }
  if (name === 'init' || (name === 'main' && c.pkg.name === 'main')) {
    if (decl.type.typeParams.length > 0) c.error(decl.type.typeParams[0]!, `func ${name} must have no type parameters`)
    if (decl.type.params.length > 0 || decl.type.results.length > 0) {
      c.error(decl.name, `func ${name} must have no arguments and no return values`)
    }
  }
  // spec: "Multiple such functions may be defined ... the init identifier itself is not declared"
  if (name === 'init' || name === '_') {
    func.parent = c.pkg.scope
    c.info.defs.set(decl.name, func)
    if (name === 'init' && decl.body === undefined && !decl.bodySkipped) c.error(decl.name, 'missing function body')
  } else c.declare(c.pkg.scope, decl.name, func, 0)
}

// ------------------------------------------------------------------------------------------------------------------- imports

function declareImport(c: Checker, fileScope: Scope, spec: ImportSpec): void {
  const path = textOf(unquoteString(spec.path.text))
  if (path === '' || /[\s!"#$%&'()*,:;<=>?[\]^`{|}\\]/.test(path)) {
    c.error(spec.path, path === '' ? 'invalid import path (empty string)' : `invalid import path: ${path}`)
    return
  }
  const imported = path === 'unsafe' ? unsafePackage : c.importer(path)
  if (imported === undefined) {
    c.error(spec.path, `package ${path} is not in std`)
    return
  }
  if (!c.pkg.imports.includes(imported)) c.pkg.imports.push(imported)
  const name = spec.name?.name ?? imported.name
  if (name === 'init') {
    c.error(spec.name ?? spec.path, 'cannot import package as init - init must be a func')
    return
  }
  const obj = new PkgName(spec.name?.pos ?? spec.path.pos, c.pkg, name, imported)
  if (spec.name !== undefined) c.info.defs.set(spec.name, obj)
  else c.info.implicits.set(spec, obj)
  if (name !== '_') c.imports.push(obj)
  if (name === '.') dotImport(c, fileScope, obj)
  else c.declare(fileScope, undefined, obj, 0)
}

// spec: "If an explicit period (.) appears instead of a name, all the package's exported identifiers ... will be declared in the
// importing source file's file block"
function dotImport(c: Checker, fileScope: Scope, name: PkgName): void {
  let uses = c.dotUses.get(fileScope)
  if (uses === undefined) {
    uses = new Map()
    c.dotUses.set(fileScope, uses)
  }
  for (const obj of name.imported.scope.objects) {
    if (!obj.exported) continue
    const other = fileScope.insert(obj)
    if (other !== undefined) c.redeclared(obj, other)
    else uses.set(obj.name, name)
  }
}

// A name may not be declared both in a file (by an import) and in the package.
function checkFileNames(c: Checker, fileScopes: readonly Scope[]): void {
  for (const scope of fileScopes) {
    for (const obj of scope.objects) {
      const other = c.pkg.scope.lookup(obj.name)
      if (other === undefined) continue
      const isImport = obj.kind === 'PkgName'
      const imported = isImport ? obj.imported : obj.pkg
      const how = `${isImport ? 'import' : 'dot-import'} of package ${imported?.name} (${JSON.stringify(imported?.path)})`
      c.error(other.pos, `${other.name} already declared through ${how}`, [{ pos: obj.pos, message: `other declaration of ${obj.name}` }])
    }
  }
}

/** Reports imports that no file uses. */
export function unusedImports(c: Checker): void {
  for (const obj of c.imports) {
    if (obj.used) continue
    const path = obj.imported.path
    const last = path.slice(path.lastIndexOf('/') + 1)
    if (obj.name === '.' || obj.name === last) c.error(obj.pos, `${JSON.stringify(path)} imported and not used`)
    else c.error(obj.pos, `${JSON.stringify(path)} imported as ${obj.name} and not used`)
  }
}

// ------------------------------------------------------------------------------------------------------------------- methods

// Notes for which type a method is declared. Whether its receiver is valid is checked with its signature.
function associate(c: Checker, func: Func, decl: FuncDecl): void {
  const { name, pointer, generic } = receiverBase(decl.recv!.type)
  func.pointerReceiver = pointer
  if (name === undefined || generic) return
  let base = c.pkg.scope.lookup(name.name)
  // Aliases lead to the type; a chain of them is followed by name, because nothing is resolved yet.
  for (let hops = 0; base?.kind === 'TypeName' && base.isAlias && hops < 100; hops++) {
    const spec: TypeSpec | undefined = c.objects.get(base)?.typeSpec
    if (spec === undefined) return
    const target = receiverBase(spec.type)
    if (target.name === undefined) return
    func.pointerReceiver ||= target.pointer
    base = c.pkg.scope.lookup(target.name.name)
  }
  if (base?.kind !== 'TypeName') return
  const list = c.methodsOf.get(base)
  if (list === undefined) c.methodsOf.set(base, [func])
  else list.push(func)
}

/** Resolves all objects of the package. */
export function packageObjects(c: Checker): void {
  const all = [...c.objects.keys()]
  const types = all.filter(obj => obj.kind === 'TypeName')
  // Types first: aliases and everything else may then rely on them.
  for (const obj of types) if (!obj.isAlias) resolveObject(c, obj)
  for (const obj of types) if (obj.isAlias) resolveObject(c, obj)
  for (const obj of all) resolveObject(c, obj)
}
