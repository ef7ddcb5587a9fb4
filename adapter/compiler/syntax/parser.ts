// This file turns the text of a Go file into its tree: the file, its declarations, and the entry points of the parser.
import type { Diagnostics } from '../diagnostics'
import { Diagnostics as DiagnosticsList } from '../diagnostics'
import type {
  BinaryOp,
  BlockStmt,
  Decl,
  Expr,
  Field,
  FuncDecl,
  GenDecl,
  Ident,
  ImportSpec,
  SourceFile,
  Spec,
  TypeSpec,
  ValueSpec,
} from './nodes'
import { StatementParser } from './parseStatements'
import { FileSet, type PositionFile } from './positions'
import { checkCharacters } from './source'

/** What the parser may leave out. */
interface ParseOptions {
  /** Stop before the body of a function: the header is all that is wanted. */
  readonly headersOnly?: boolean
}

/** Parses a file and adds it to the file set. Errors go to `diagnostics`; the tree is then incomplete. */
export function parseFile(fileSet: FileSet, path: string, text: string, diagnostics: Diagnostics): SourceFile {
  const file = fileSet.addFile(path, text)
  checkCharacters(text, (offset, message) => diagnostics.report(file.base + offset, message))
  return new Parser(file, diagnostics, {}).sourceFile()
}

/** Parses the one declaration that begins at an offset of a file; of a function its header. */
export function parseDeclaration(file: PositionFile, offset: number, diagnostics: Diagnostics): Decl | undefined {
  return new Parser(file, diagnostics, { headersOnly: true }).loneDeclaration(offset)
}

/** The outcome of parseExpression: a tree, or the first error. */
export interface ParsedExpression {
  readonly expr: Expr | undefined
  readonly error: string | undefined
  readonly fileSet: FileSet
}

/** Parses an expression (or type) that stands alone, as people type it into a debugger. */
export function parseExpression(text: string): ParsedExpression {
  const fileSet = new FileSet()
  const diagnostics = new DiagnosticsList(fileSet)
  const file = fileSet.addFile('', text)
  checkCharacters(text, (offset, message) => diagnostics.report(file.base + offset, message))
  const expr = new Parser(file, diagnostics, {}).loneExpression()
  const error = diagnostics.sorted()[0]?.message
  return { expr: error === undefined ? expr : undefined, error, fileSet }
}

class Parser extends StatementParser {
  constructor(
    file: ConstructorParameters<typeof StatementParser>[0],
    diagnostics: Diagnostics,
    private readonly options: ParseOptions,
  ) {
    super(file, diagnostics)
  }

  loneExpression(): Expr {
    this.next()
    const x = this.expr()
    this.got(';')
    if (!this.is('EOF')) this.syntaxError('after expression')
    return x
  }

  loneDeclaration(offset: number): Decl | undefined {
    this.at = offset
    this.next()
    return this.is('func') ? this.funcDecl() : this.genDecl()
  }

  /** SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } */
  sourceFile(): SourceFile {
    const path = this.file.path
    const pos = this.file.base
    this.next()
    const packagePos = this.pos
    const imports: ImportSpec[] = []
    const decls: Decl[] = []
    let name: Ident = { kind: 'Ident', pos: this.pos, end: this.pos, name: '_' }
    this.takeDirectives()
    if (!this.got('package')) this.syntaxError('package statement must be first')
    else {
      name = this.name()
      this.want(';')
      // don't bother continuing if the package clause has errors
      if (!this.diagnostics.hasErrors || name.name !== '_') this.topLevelDecls(imports, decls)
    }
    return { kind: 'SourceFile', pos, end: this.file.end, path, packagePos, name, imports, decls, directives: this.allDirectives }
  }

  private topLevelDecls(imports: ImportSpec[], decls: Decl[]): void {
    let previous = 'import'
    while (!this.is('EOF')) {
      if (this.is('import') && previous !== 'import') this.syntaxError('imports must appear before other declarations')
      previous = this.tok
      switch (this.tok) {
        case 'import':
        case 'const':
        case 'type':
        case 'var': {
          const decl = this.genDecl()
          decls.push(decl)
          for (const spec of decl.specs) if (spec.kind === 'ImportSpec') imports.push(spec)
          break
        }
        case 'func': {
          const decl = this.funcDecl()
          if (decl !== undefined) decls.push(decl)
          break
        }
        default: {
          const last = decls.at(-1)
          const headless = this.is('{') && last?.kind === 'FuncDecl' && last.body === undefined && !last.bodySkipped
          this.syntaxError(headless ? 'unexpected semicolon or newline before {' : 'non-declaration statement outside function body')
          this.advance('import', 'const', 'type', 'var', 'func')
          continue
        }
      }
      this.pendingDirectives.length = 0
      if (!this.is('EOF') && !this.got(';')) {
        this.syntaxError('after top level declaration')
        this.advance('import', 'const', 'type', 'var', 'func')
      }
    }
  }

  /** ( "import" | "const" | "type" | "var" ) ( Spec | "(" { Spec ";" } ")" ) */
  override genDecl(): GenDecl {
    const pos = this.pos
    const tok = this.tok as GenDecl['tok']
    const directives = this.takeDirectives()
    this.next()
    const specs: Spec[] = []
    const grouped = this.is('(')
    // spec: "Within a parenthesized const declaration list the expression list may be omitted from any but the first ConstSpec."
    let inherits: ValueSpec | undefined
    const one = (index: number): void => {
      if (tok === 'import') {
        const spec = this.importSpec()
        if (spec !== undefined) specs.push(spec)
      } else if (tok === 'type') specs.push(this.typeSpec(grouped ? this.takeDirectives() : directives))
      else if (tok === 'var') specs.push(this.varSpec())
      else {
        const spec = this.constSpec(index, inherits)
        if (spec.inherits === undefined) inherits = spec
        specs.push(spec)
      }
    }
    if (grouped) {
      this.next()
      let index = 0
      this.list('grouped declaration', ';', ')', () => {
        one(index++)
        return false
      })
    } else one(0)
    return { kind: 'GenDecl', pos, end: this.end, tok, specs, grouped, directives }
  }

  /** ImportSpec = [ "." | PackageName ] ImportPath */
  private importSpec(): ImportSpec | undefined {
    const pos = this.pos
    let name: Ident | undefined
    if (this.is('name')) name = this.name()
    else if (this.is('.')) {
      this.next()
      name = { kind: 'Ident', pos, end: this.end, name: '.' }
    }
    if (!this.is('literal')) {
      this.syntaxError('missing import path; require quoted string')
      this.advance(';', ')')
      return undefined
    }
    const path = this.literalExpr()
    if (path.literal !== 'string' && !path.bad) {
      this.syntaxErrorAt(path.pos, 'import path must be a string')
      return undefined
    }
    if (path.bad) return undefined
    return { kind: 'ImportSpec', pos, end: this.end, name, path }
  }

  /** ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] */
  private constSpec(iota: number, previous: ValueSpec | undefined): ValueSpec {
    const pos = this.pos
    const names = this.nameList()
    let type: Expr | undefined
    let values: Expr[] = []
    if (!this.is('EOF') && !this.is(';') && !this.is(')')) {
      type = this.typeOrUndefined()
      if (this.gotAssign()) values = this.exprList()
    }
    const inherits = type === undefined && values.length === 0 ? previous : undefined
    return { kind: 'ValueSpec', pos, end: this.end, names, type, values, iota, inherits }
  }

  /** VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) */
  private varSpec(): ValueSpec {
    const pos = this.pos
    const names = this.nameList()
    let type: Expr | undefined
    let values: Expr[] = []
    if (this.gotAssign()) values = this.exprList()
    else {
      type = this.type()
      if (this.gotAssign()) values = this.exprList()
    }
    return { kind: 'ValueSpec', pos, end: this.end, names, type, values, iota: 0, inherits: undefined }
  }

  private nameList(): Ident[] {
    const names = [this.name()]
    while (this.got(',')) names.push(this.name())
    return names
  }

  /** TypeSpec = identifier [ TypeParams ] [ "=" ] Type */
  private typeSpec(directives: readonly string[]): TypeSpec {
    const pos = this.pos
    const name = this.name()
    let typeParams: Field[] = []
    let type: Expr | undefined
    let alias = false
    if (this.is('[')) {
      const lbrack = this.pos
      this.next()
      if (this.is('name')) {
        // "[" P C "]" begins type parameters, "[" N "]" E is an array: parse an expression and look at its shape.
        const first = this.name()
        let x: Expr = first
        if (!this.is('[')) {
          this.expressionLevel++
          x = this.binaryExpr(this.primaryExprAfter(first), 0)
          this.expressionLevel--
        }
        const param = typeParameterOf(x, this.is(','))
        if (param !== undefined && (param.constraint !== undefined || !this.is(']'))) {
          typeParams = this.paramList(param.name, param.constraint, ']', true)
          alias = this.gotAssign()
          type = this.typeOrUndefined()
        } else type = this.arrayType(lbrack, x)
      } else if (this.is(']')) {
        this.next()
        type = this.sliceType(lbrack)
      } else type = this.arrayType(lbrack, undefined)
    } else {
      alias = this.gotAssign()
      type = this.typeOrUndefined()
    }
    if (type === undefined) {
      type = this.badExpr()
      this.syntaxError('in type declaration')
      this.advance(';', ')')
    }
    return { kind: 'TypeSpec', pos, end: this.end, name, typeParams, alias, type, directives }
  }

  /** FuncDecl = "func" [ Receiver ] identifier Signature [ Block ] */
  private funcDecl(): FuncDecl | undefined {
    const pos = this.pos
    const directives = this.takeDirectives()
    this.next()
    let recv: Field | undefined
    let isMethod = false
    if (this.is('(')) {
      isMethod = true
      this.next()
      const list = this.paramList(undefined, undefined, ')', false)
      if (list.length === 0) this.errorAt(this.pos, 'method has no receiver')
      else if (list.length > 1 || list[0]!.names.length > 1) this.errorAt(this.pos, 'method has multiple receivers')
      recv = list[0]
    }
    if (!this.is('name')) {
      this.syntaxError(isMethod ? 'expected name' : 'expected name or (')
      this.advance('{', ';')
      if (this.is('{')) this.funcBody()
      return undefined
    }
    const name = this.name()
    const type = this.funcType(pos, isMethod ? 'method' : '')
    let body: BlockStmt | undefined
    let bodySkipped = false
    if (this.is('{')) {
      if (this.options.headersOnly === true) bodySkipped = true
      else body = this.funcBody()
    }
    return { kind: 'FuncDecl', pos, end: this.end, recv, name, type, body, bodySkipped, directives }
  }
}

// Reads x as the beginning of a type parameter list: the name, and the constraint if x holds it. `P *C` looks like a product and
// `P (C)` like a call; they are parameters only if C can be nothing but a type, or if a comma follows.
function typeParameterOf(x: Expr, force: boolean): { name: Ident; constraint: Expr | undefined } | undefined {
  if (x.kind === 'Ident') return { name: x, constraint: undefined }
  if (x.kind === 'BinaryExpr') {
    if (x.x.kind === 'Ident' && x.op === '*' && (force || isTypeElement(x.y))) {
      return { name: x.x, constraint: { kind: 'StarExpr', pos: x.opPos, end: x.end, x: x.y } }
    }
    if (x.op === '|') {
      const left = typeParameterOf(x.x, force || isTypeElement(x.y))
      if (left?.constraint !== undefined) {
        const op: BinaryOp = '|'
        return { name: left.name, constraint: { ...x, op, pos: left.constraint.pos, x: left.constraint } }
      }
    }
  }
  if (x.kind === 'CallExpr' && x.fun.kind === 'Ident' && x.args.length === 1 && x.ellipsis === 0 && (force || isTypeElement(x.args[0]!))) {
    return { name: x.fun, constraint: { kind: 'ParenExpr', pos: x.lparen, end: x.end, x: x.args[0]! } }
  }
  return undefined
}

function isTypeElement(x: Expr): boolean {
  switch (x.kind) {
    case 'ArrayType':
    case 'StructType':
    case 'FuncType':
    case 'InterfaceType':
    case 'MapType':
    case 'ChanType':
      return true
    case 'BinaryExpr':
      return isTypeElement(x.x) || isTypeElement(x.y)
    case 'UnaryExpr':
      return x.op === '~'
    case 'ParenExpr':
      return isTypeElement(x.x)
    default:
      return false
  }
}
