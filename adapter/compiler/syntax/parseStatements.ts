// This file parses statements.
import { checkBranches } from './branches'
import { exprString, stmtString } from './exprString'
import type {
  AssignOp,
  BadStmt,
  BlockStmt,
  CaseClause,
  CommClause,
  Expr,
  ForStmt,
  GenDecl,
  Ident,
  IfStmt,
  LabeledStmt,
  RangeStmt,
  SelectStmt,
  Stmt,
  SwitchStmt,
  TypeAssertExpr,
  TypeSwitchStmt,
} from './nodes'
import { unparen } from './nodes'
import { ExpressionParser } from './parseExpressions'
import type { Pos } from './positions'
import { noPos } from './positions'

// for key, value := range x, before the body is known
interface RangeClause {
  readonly kind: 'RangeClause'
  readonly pos: Pos
  readonly end: Pos
  readonly lhs: readonly Expr[]
  readonly op: '=' | ':=' | undefined
  readonly opPos: Pos
  readonly rangePos: Pos
  readonly x: Expr
}

// name := x.(type), before the clauses are known
interface TypeSwitchGuard {
  readonly kind: 'TypeSwitchGuard'
  readonly pos: Pos
  readonly end: Pos
  readonly name: Ident | undefined
  readonly x: TypeAssertExpr
}

type HeaderStmt = Stmt | RangeClause | TypeSwitchGuard
type HeaderKeyword = 'if' | 'for' | 'switch'

interface Header {
  init: HeaderStmt | undefined
  cond: HeaderStmt | undefined
  post: HeaderStmt | undefined
  missing: Pos | undefined // where the condition of an if should have been
}

/** The productions of statements. */
export abstract class StatementParser extends ExpressionParser {
  abstract genDecl(): GenDecl

  /** FunctionBody = Block */
  override funcBody(): BlockStmt {
    this.functionDepth++
    const body = this.blockStmt('')
    this.functionDepth--
    checkBranches(body, this.file, (pos, message) => this.errorAt(pos, message))
    return body
  }

  /** Block = "{" StatementList "}". `context` names what the block follows. */
  protected blockStmt(context: string): BlockStmt {
    const pos = this.pos
    if (!this.deeper()) return { kind: 'BlockStmt', pos, end: pos, stmts: [], rbrace: pos }
    const block = this.blockAtDepth(pos, context)
    this.shallower()
    return block
  }

  private blockAtDepth(pos: Pos, context: string): BlockStmt {
    // people coming from C may forget that braces are mandatory
    if (!this.got('{')) {
      this.syntaxError(`expected { after ${context}`)
      this.advance('name', '}')
      const rbrace = this.pos
      if (this.got('}')) return { kind: 'BlockStmt', pos, end: this.end, stmts: [], rbrace }
    }
    const stmts = this.stmtList()
    const rbrace = this.pos
    this.want('}')
    return { kind: 'BlockStmt', pos, end: this.end, stmts, rbrace }
  }

  /** StatementList = { Statement ";" } */
  protected stmtList(): Stmt[] {
    const stmts: Stmt[] = []
    while (!this.is('EOF') && !this.is('}') && !this.is('case') && !this.is('default')) {
      const before = this.start
      const stmt = this.stmtOrUndefined()
      this.pendingDirectives.length = 0
      if (stmt === undefined) break
      stmts.push(stmt)
      // ";" is optional before "}"
      if (!this.got(';') && !this.is('}')) {
        this.syntaxError('at end of statement')
        this.advance(';', '}', 'case', 'default')
        this.got(';') // avoid a spurious empty statement
        if (this.start === before) this.next() // no progress
      }
    }
    return stmts
  }

  /**
   * Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt | BreakStmt | ContinueStmt | GotoStmt | FallthroughStmt |
   * Block | IfStmt | SwitchStmt | SelectStmt | ForStmt | DeferStmt
   */
  private stmtOrUndefined(): Stmt | undefined {
    const pos = this.pos
    switch (this.tok) {
      case 'name': {
        // Most statements begin with a name.
        const lhs = this.exprList()
        if (lhs.length === 1 && lhs[0]!.kind === 'Ident' && this.is(':')) return this.labeledStmt(lhs[0])
        return this.plainStmt(this.simpleStmt(lhs, undefined))
      }
      case 'var':
      case 'const':
      case 'type': {
        const decl = this.genDecl()
        return { kind: 'DeclStmt', pos, end: this.end, decl }
      }
      case '{':
        return this.blockStmt('')
      case 'operator':
        if (this.op !== '+' && this.op !== '-' && this.op !== '&' && this.op !== '^' && this.op !== '!' && this.op !== '~') return undefined
        return this.plainStmt(this.simpleStmt(undefined, undefined))
      case '*':
      case '<-':
      case 'literal':
      case 'func':
      case '(':
      case '[':
      case 'struct':
      case 'map':
      case 'chan':
      case 'interface':
        return this.plainStmt(this.simpleStmt(undefined, undefined))
      case 'for':
        return this.forStmt()
      case 'switch':
        return this.switchStmt()
      case 'select':
        return this.selectStmt()
      case 'if':
        return this.ifStmt()
      case 'fallthrough':
        this.next()
        return { kind: 'BranchStmt', pos, end: this.end, tok: 'fallthrough', label: undefined }
      case 'break':
      case 'continue': {
        const tok = this.tok
        this.next()
        const label = this.is('name') ? this.name() : undefined
        return { kind: 'BranchStmt', pos, end: this.end, tok, label }
      }
      case 'goto': {
        this.next()
        const label = this.name()
        return { kind: 'BranchStmt', pos, end: this.end, tok: 'goto', label }
      }
      case 'go':
      case 'defer':
        return this.callStmt(this.tok)
      case 'return': {
        this.next()
        const results = !this.is(';') && !this.is('}') ? this.exprList() : []
        return { kind: 'ReturnStmt', pos, end: this.end, results }
      }
      case ';':
        return { kind: 'EmptyStmt', pos, end: pos }
      default:
        return undefined
    }
  }

  /** LabeledStmt = Label ":" Statement */
  private labeledStmt(label: Ident): LabeledStmt {
    const colon = this.pos
    this.want(':')
    if (this.is('}')) {
      // spec: "An empty statement does nothing"; it stands between the label and the closing brace
      const stmt: Stmt = { kind: 'EmptyStmt', pos: this.pos, end: this.pos }
      return { kind: 'LabeledStmt', pos: label.pos, end: this.end, label, colon, stmt }
    }
    if (!this.deeper()) return { kind: 'LabeledStmt', pos: label.pos, end: this.end, label, colon, stmt: this.badStmt(label.pos) }
    const stmt = this.stmtOrUndefined()
    this.shallower()
    if (stmt === undefined) this.syntaxErrorAt(colon, 'missing statement after label')
    return { kind: 'LabeledStmt', pos: label.pos, end: this.end, label, colon, stmt: stmt ?? this.badStmt(label.pos) }
  }

  private badStmt(pos: Pos): BadStmt {
    return { kind: 'BadStmt', pos, end: this.end }
  }

  /** SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl; after "for" also a range clause */
  private simpleStmt(lhs: Expr[] | undefined, keyword: HeaderKeyword | undefined): HeaderStmt {
    if (keyword === 'for' && this.is('range')) return this.rangeClause(this.pos, [], undefined, noPos)
    lhs ??= this.exprList()
    const x = lhs[0]!
    const pos = x.pos
    const opPos = this.pos
    if (lhs.length === 1 && !this.is('=') && !this.is(':=')) {
      switch (this.tok) {
        case 'assignOp': {
          const op = `${this.op}=` as AssignOp
          this.next()
          const rhs = [this.expr()]
          return { kind: 'AssignStmt', pos, end: this.end, lhs, op, opPos, rhs }
        }
        case 'incOp': {
          const op = this.op as '++' | '--'
          this.next()
          return { kind: 'IncDecStmt', pos, end: this.end, x, op, opPos }
        }
        case '<-': {
          this.next()
          const value = this.expr()
          return { kind: 'SendStmt', pos, end: this.end, chan: x, arrow: opPos, value }
        }
        default:
          if (keyword === 'switch' && x.kind === 'TypeAssertExpr' && x.type === undefined) {
            return { kind: 'TypeSwitchGuard', pos, end: x.end, name: undefined, x }
          }
          return { kind: 'ExprStmt', pos, end: this.end, x }
      }
    }
    if (this.tok === '=' || this.tok === ':=') {
      const op = this.tok
      this.next()
      if (keyword === 'for' && this.is('range')) return this.rangeClause(pos, lhs, op, opPos)
      const rhs = this.exprList()
      const guard = rhs[0]!
      if (keyword === 'switch' && op === ':=' && rhs.length === 1 && guard.kind === 'TypeAssertExpr' && guard.type === undefined) {
        if (lhs.length === 1 && x.kind === 'Ident') return { kind: 'TypeSwitchGuard', pos, end: this.end, name: x, x: guard }
        this.errorAt(pos, `invalid variable name ${lhs.map(exprString).join(', ')} in type switch`)
        return { kind: 'TypeSwitchGuard', pos, end: this.end, name: undefined, x: guard }
      }
      return { kind: 'AssignStmt', pos, end: this.end, lhs, op, opPos, rhs }
    }
    this.syntaxError('expected := or = or comma')
    this.advance(';', '}')
    return { kind: 'ExprStmt', pos, end: x.end, x }
  }

  // Outside of headers there are neither range clauses nor type switch guards.
  private plainStmt(stmt: HeaderStmt): Stmt {
    if (stmt.kind === 'RangeClause' || stmt.kind === 'TypeSwitchGuard') return this.badStmt(stmt.pos)
    return stmt
  }

  /** [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression */
  private rangeClause(pos: Pos, lhs: readonly Expr[], op: '=' | ':=' | undefined, opPos: Pos): RangeClause {
    const rangePos = this.pos
    this.want('range')
    const x = this.expr()
    return { kind: 'RangeClause', pos, end: this.end, lhs, op, opPos, rangePos, x }
  }

  /** GoStmt = "go" Expression; DeferStmt = "defer" Expression */
  private callStmt(keyword: 'go' | 'defer'): Stmt {
    const pos = this.pos
    this.next()
    const x = this.expr()
    let call = x
    const inner = unparen(x)
    if (inner !== x) {
      this.errorAt(x.pos, `expression in ${keyword} must not be parenthesized`)
      call = inner
    }
    if (call.kind !== 'CallExpr' && call.kind !== 'BadExpr') {
      this.errorAt(x.pos, `expression in ${keyword} must be function call`)
      return this.badStmt(pos)
    }
    return { kind: keyword === 'go' ? 'GoStmt' : 'DeferStmt', pos, end: this.end, call }
  }

  // ------------------------------------------------------------------------------------------------------------------ headers

  // What stands between the keyword (consumed) and the body.
  private header(keyword: HeaderKeyword): Header {
    const header: Header = { init: undefined, cond: undefined, post: undefined, missing: undefined }
    if (this.is('{')) {
      if (keyword === 'if') {
        this.syntaxError('missing condition in if statement')
        header.missing = this.pos
      }
      return header
    }
    const outer = this.expressionLevel
    this.expressionLevel = -1
    this.headerParts(keyword, header)
    this.expressionLevel = outer
    return header
  }

  private headerParts(keyword: HeaderKeyword, header: Header): void {
    if (!this.is(';')) {
      // accept a declaration but complain
      if (this.got('var')) this.syntaxError(`var declaration not allowed in ${keyword} initializer`)
      header.init = this.simpleStmt(undefined, keyword)
      if (header.init.kind === 'RangeClause') return
    }
    if (this.is('{')) {
      header.cond = header.init
      header.init = undefined
      this.checkCond(keyword, header)
      return
    }
    let semicolon: { pos: Pos; lit: string } | undefined
    if (this.is(';')) {
      semicolon = { pos: this.pos, lit: this.lit }
      this.next()
    } else {
      // asking for "{" rather than ";" leads to a better message
      this.want('{')
      if (!this.is('{')) this.advance('{', '}')
    }
    if (keyword === 'for') this.forParts(header)
    else if (!this.is('{')) header.cond = this.simpleStmt(undefined, keyword)
    if (header.cond === undefined && keyword === 'if' && semicolon !== undefined) {
      header.missing = semicolon.pos
      if (semicolon.lit === 'semicolon') this.syntaxErrorAt(semicolon.pos, 'missing condition in if statement')
      else this.syntaxErrorAt(semicolon.pos, `unexpected ${semicolon.lit}, expected { after if clause`)
    }
    this.checkCond(keyword, header)
  }

  // [ Condition ] ";" [ PostStmt ]
  private forParts(header: Header): void {
    if (!this.is(';')) {
      if (this.is('{')) {
        this.syntaxError('expected for loop condition')
        return
      }
      header.cond = this.simpleStmt(undefined, undefined)
    }
    this.want(';')
    if (this.is('{')) return
    header.post = this.simpleStmt(undefined, undefined)
    if (header.post.kind === 'AssignStmt' && header.post.op === ':=') {
      this.syntaxErrorAt(header.post.opPos, 'cannot declare in post statement of for loop')
    }
  }

  // The condition is parsed as a statement; a statement that is no expression is most often "=" for "==".
  private checkCond(keyword: HeaderKeyword, header: Header): void {
    const cond = header.cond
    if (cond === undefined || cond.kind === 'ExprStmt' || (cond.kind === 'TypeSwitchGuard' && keyword === 'switch')) return
    if (cond.kind === 'RangeClause' || cond.kind === 'TypeSwitchGuard') return
    let text = stmtString(cond)
    let at = cond.pos
    if (cond.kind === 'AssignStmt') {
      at = cond.opPos
      if (cond.op === '=') text = `assignment (${cond.lhs.map(exprString).join(', ')}) = (${cond.rhs.map(exprString).join(', ')})`
    }
    this.syntaxErrorAt(at, `cannot use ${text} as value`)
    header.missing = cond.pos
  }

  private condExpr(header: Header): Expr | undefined {
    return header.cond?.kind === 'ExprStmt' ? header.cond.x : undefined
  }

  private initStmt(header: Header): Stmt | undefined {
    if (header.init === undefined) return undefined
    if (header.init.kind === 'TypeSwitchGuard') {
      this.errorAt(header.init.x.pos, 'use of .(type) outside type switch')
      return undefined
    }
    return this.plainStmt(header.init)
  }

  /** IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ "else" ( IfStmt | Block ) ] */
  private ifStmt(): IfStmt {
    const pos = this.pos
    this.next()
    const header = this.header('if')
    const init = this.initStmt(header)
    const cond = this.condExpr(header) ?? { kind: 'BadExpr', pos: header.missing ?? pos, end: header.missing ?? pos }
    const body = this.blockStmt('if clause')
    let other: IfStmt | BlockStmt | undefined
    if (this.got('else')) {
      if (this.is('if')) {
        if (this.deeper()) other = this.ifStmt()
        this.shallower()
      } else if (this.is('{')) other = this.blockStmt('')
      else {
        this.syntaxError('else must be followed by if or statement block')
        this.advance('name', '}')
      }
    }
    return { kind: 'IfStmt', pos, end: this.end, init, cond, body, else: other }
  }

  /** ForStmt = "for" [ Condition | ForClause | RangeClause ] Block */
  private forStmt(): ForStmt | RangeStmt {
    const pos = this.pos
    this.next()
    const header = this.header('for')
    const clause = header.init
    if (clause?.kind === 'RangeClause') {
      const body = this.blockStmt('for clause')
      const [key, value, extra] = clause.lhs
      const { op, opPos, rangePos, x } = clause
      return { kind: 'RangeStmt', pos, end: this.end, key, value, extra, op, opPos, rangePos, x, body }
    }
    const init = this.initStmt(header)
    const cond = this.condExpr(header)
    const post = header.post === undefined ? undefined : this.plainStmt(header.post)
    const body = this.blockStmt('for clause')
    return { kind: 'ForStmt', pos, end: this.end, init, cond, post, body }
  }

  /** SwitchStmt = "switch" [ SimpleStmt ";" ] [ Expression | TypeSwitchGuard ] "{" { CaseClause } "}" */
  private switchStmt(): SwitchStmt | TypeSwitchStmt {
    const pos = this.pos
    this.next()
    const header = this.header('switch')
    const init = this.initStmt(header)
    const lbrace = this.pos
    if (!this.got('{')) {
      this.syntaxError('missing { after switch clause')
      this.advance('case', 'default', '}')
    }
    const clauses: CaseClause[] = []
    while (!this.is('EOF') && !this.is('}')) clauses.push(this.caseClause())
    const rbrace = this.pos
    this.want('}')
    const guard = header.cond
    if (guard?.kind === 'TypeSwitchGuard') {
      return { kind: 'TypeSwitchStmt', pos, end: this.end, init, name: guard.name, x: guard.x.x, clauses, lbrace, rbrace }
    }
    return { kind: 'SwitchStmt', pos, end: this.end, init, tag: this.condExpr(header), clauses, lbrace, rbrace }
  }

  /** CaseClause = ( "case" ExpressionList | "default" ) ":" StatementList */
  private caseClause(): CaseClause {
    const pos = this.pos
    let list: Expr[] | undefined
    if (this.got('case')) list = this.exprList()
    else if (!this.got('default')) {
      this.syntaxError('expected case or default or }')
      this.advance(':', 'case', 'default', '}')
    }
    const colon = this.pos
    this.want(':')
    const body = this.stmtList()
    this.progressInClause(pos)
    return { kind: 'CaseClause', pos, end: this.end, list, colon, body }
  }

  /** SelectStmt = "select" "{" { CommClause } "}" */
  private selectStmt(): SelectStmt {
    const pos = this.pos
    this.next()
    const lbrace = this.pos
    if (!this.got('{')) {
      this.syntaxError('missing { after select clause')
      this.advance('case', 'default', '}')
    }
    const clauses: CommClause[] = []
    while (!this.is('EOF') && !this.is('}')) clauses.push(this.commClause())
    const rbrace = this.pos
    this.want('}')
    return { kind: 'SelectStmt', pos, end: this.end, clauses, lbrace, rbrace }
  }

  /** CommClause = ( "case" ( SendStmt | RecvStmt ) | "default" ) ":" StatementList */
  private commClause(): CommClause {
    const pos = this.pos
    let comm: Stmt | undefined
    if (this.got('case')) comm = this.plainStmt(this.simpleStmt(undefined, undefined))
    else if (!this.got('default')) {
      this.syntaxError('expected case or default or }')
      this.advance(':', 'case', 'default', '}')
    }
    const colon = this.pos
    this.want(':')
    const body = this.stmtList()
    this.progressInClause(pos)
    return { kind: 'CommClause', pos, end: this.end, comm, colon, body }
  }

  // A clause that consumed nothing would be parsed for ever.
  private progressInClause(pos: Pos): void {
    if (this.pos === pos) this.next()
  }
}
