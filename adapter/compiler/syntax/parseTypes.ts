// This file parses types, parameter lists and type parameter lists.
import type { ArrayTypeExpr, BasicLit, ChanDir, Expr, Field, FuncType, Ident, InterfaceType, StructType } from './nodes'
import { ParserBase } from './parserBase'
import type { Pos } from './positions'

// One entry of a parameter list before it is known whether a lone identifier is a name or a type.
interface Entry {
  readonly pos: Pos
  readonly name: Ident | undefined
  readonly type: Expr | undefined
}

/** The productions of types. */
export abstract class TypeParser extends ParserBase {
  abstract expr(): Expr
  abstract binaryExpr(left: Expr | undefined, prec: number): Expr
  abstract primaryExprAfter(x: Expr): Expr

  /** Type = TypeName | TypeLit | "(" Type ")" */
  type(): Expr {
    const type = this.typeOrUndefined()
    if (type !== undefined) return type
    const bad = this.badExpr()
    this.syntaxError('expected type')
    this.advance(',', ':', ';', ')', ']', '}')
    return bad
  }

  /** A type if one begins here. */
  typeOrUndefined(): Expr | undefined {
    if (!this.deeper()) return this.badExpr()
    const type = this.typeAtDepth()
    this.shallower()
    return type
  }

  private typeAtDepth(): Expr | undefined {
    const pos = this.pos
    switch (this.tok) {
      case '*': {
        this.next()
        const x = this.type()
        return { kind: 'StarExpr', pos, end: this.end, x }
      }
      case '<-': {
        // "<-" "chan" Type
        this.next()
        if (!this.got('chan')) {
          this.syntaxError('expected chan')
          this.advance()
        }
        return this.chanElement(pos, 'receive')
      }
      case 'func':
        this.next()
        return this.funcType(pos, 'function type')
      case '[': {
        this.next()
        if (this.got(']')) return this.sliceType(pos)
        return this.arrayType(pos, undefined)
      }
      case 'chan': {
        // "chan" Type | "chan" "<-" Type
        this.next()
        const dir = this.got('<-') ? 'send' : 'both'
        return this.chanElement(pos, dir)
      }
      case 'map': {
        this.next()
        this.want('[')
        const key = this.type()
        this.want(']')
        const value = this.type()
        return { kind: 'MapType', pos, end: this.end, key, value }
      }
      case 'struct':
        return this.structType()
      case 'interface':
        return this.interfaceType()
      case 'name':
        return this.qualifiedName()
      case '(': {
        this.next()
        const x = this.type()
        this.want(')')
        return { kind: 'ParenExpr', pos, end: this.end, x }
      }
      default:
        return undefined
    }
  }

  private chanElement(pos: Pos, dir: ChanDir): Expr {
    let value = this.typeOrUndefined()
    if (value === undefined) {
      value = this.badExpr()
      this.syntaxError('missing channel element type')
    }
    return { kind: 'ChanType', pos, end: this.end, dir, value }
  }

  /** "[" "]" Type, the brackets are consumed */
  protected sliceType(pos: Pos): ArrayTypeExpr {
    const elem = this.type()
    return { kind: 'ArrayType', pos, end: this.end, len: undefined, elem }
  }

  /** "[" ( Expr | "..." ) "]" Type, consumed up to the length; `len` if that was consumed too */
  protected arrayType(pos: Pos, len: Expr | undefined): ArrayTypeExpr {
    if (len === undefined) {
      this.expressionLevel++
      if (this.is('...')) {
        const dots = this.pos
        this.next()
        len = { kind: 'Ellipsis', pos: dots, end: this.end, elem: undefined }
      } else len = this.expr()
      this.expressionLevel--
    }
    if (this.is(',')) {
      // A trailing comma is accepted in type parameter lists, but not in array types.
      this.syntaxError('unexpected comma; expected ]')
      this.next()
    }
    this.want(']')
    const elem = this.type()
    return { kind: 'ArrayType', pos, end: this.end, len, elem }
  }

  /** identifier [ "." identifier ] [ TypeArgs ] */
  protected qualifiedName(first?: Ident): Expr {
    let x: Expr = first ?? this.name()
    if (this.is('.')) {
      this.next()
      const sel = this.name()
      x = { kind: 'SelectorExpr', pos: x.pos, end: this.end, x, sel }
    }
    if (this.is('[')) x = this.typeInstance(x)
    return x
  }

  /** TypeName "[" Type { "," Type } "]" */
  protected typeInstance(x: Expr): Expr {
    const lbrack = this.pos
    this.want('[')
    this.expressionLevel++
    const indices: Expr[] = []
    this.list('type argument list', ',', ']', () => {
      indices.push(this.type())
      return false
    })
    this.expressionLevel--
    if (indices.length === 0) {
      this.syntaxErrorAt(lbrack, 'expected type argument list')
      indices.push(this.badExpr())
    }
    return { kind: 'IndexExpr', pos: x.pos, end: this.end, x, indices, lbrack }
  }

  // --------------------------------------------------------------------------------------------------------------- functions

  /** Signature = [ TypeParams ] Params [ Params | Type ]; "func" is consumed */
  protected funcType(pos: Pos, context: string): FuncType {
    let typeParams: Field[] = []
    if (this.is('[')) {
      const lbrack = this.pos
      this.next()
      if (context !== '') this.syntaxErrorAt(lbrack, `${context} must have no type parameters`)
      if (this.is(']')) {
        this.syntaxError('empty type parameter list')
        this.next()
      } else typeParams = this.paramList(undefined, undefined, ']', true)
    }
    this.want('(')
    const params = this.paramList(undefined, undefined, ')', false)
    const results = this.results()
    return { kind: 'FuncType', pos, end: this.end, typeParams, params, results }
  }

  private results(): Field[] {
    if (this.got('(')) return this.paramList(undefined, undefined, ')', false)
    const type = this.typeOrUndefined()
    return type === undefined ? [] : [{ kind: 'Field', pos: type.pos, end: type.end, names: [], type, tag: undefined }]
  }

  /**
   * { ParamDecl "," } close; the open token is consumed, and possibly the first name and type.
   * spec: "Within a list of parameters or results, the names (IdentifierList) must either all be present or all be absent."
   */
  protected paramList(name: Ident | undefined, type: Expr | undefined, close: ')' | ']', requireNames: boolean): Field[] {
    const entries: Entry[] = []
    let named = 0 // entries with name and type
    let typed = 0 // entries with a type, or that may be one
    const outer = this.expressionLevel
    this.expressionLevel = 0
    const end = this.list(requireNames ? 'type parameter list' : 'parameter list', ',', close, () => {
      const entry = type !== undefined && name !== undefined ? { pos: name.pos, name, type } : this.paramDecl(name, requireNames)
      name = undefined
      type = undefined
      if (entry === undefined) return false
      if (entry.name !== undefined && entry.type !== undefined) named++
      if (entry.type !== undefined) typed++
      entries.push(entry)
      return false
    })
    this.expressionLevel = outer
    if (entries.length === 0) return []
    if (named === 0 && !requireNames) return entries.map(entry => this.unnamedField(entry))
    return this.namedFields(entries, named, typed, end, requireNames)
  }

  private unnamedField(entry: Entry): Field {
    const type = entry.type ?? entry.name!
    return { kind: 'Field', pos: entry.pos, end: type.end, names: [], type, tag: undefined }
  }

  // Groups `a, b int` into one field, and complains about entries that lack a name or a type.
  private namedFields(entries: Entry[], named: number, typed: number, end: Pos, requireNames: boolean): Field[] {
    const fields: Field[] = []
    let names: Ident[] = []
    let errorPos: Pos | undefined
    for (const entry of entries) {
      if (entry.type === undefined) {
        names.push(entry.name!)
        continue
      }
      if (entry.name === undefined) {
        // A type without name: fine only if no entry had both, which the caller excluded.
        errorPos ??= entry.type.pos
        names.push({ kind: 'Ident', pos: entry.pos, end: entry.pos, name: '_' })
      } else names.push(entry.name)
      fields.push({ kind: 'Field', pos: names[0]!.pos, end: entry.type.end, names, type: entry.type, tag: undefined })
      names = []
    }
    if (names.length > 0) {
      errorPos ??= requireNames && named === typed ? end : names[0]!.pos
      const type: Expr = { kind: 'BadExpr', pos: end, end }
      fields.push({ kind: 'Field', pos: names[0]!.pos, end, names, type, tag: undefined })
    }
    if (errorPos === undefined) return fields
    if (!requireNames) this.syntaxErrorAt(errorPos, 'mixed named and unnamed parameters')
    else if (named === typed) this.syntaxErrorAt(end, 'missing type constraint')
    else this.syntaxErrorAt(errorPos, `missing type parameter name${entries.length === 1 ? ' or invalid array length' : ''}`)
    return fields
  }

  /** ParamDecl = [ identifier ] [ "..." ] Type; a lone identifier comes back as name without type */
  private paramDecl(name: Ident | undefined, constraint: boolean): Entry | undefined {
    const pos = name?.pos ?? this.pos
    if (name !== undefined || this.is('name')) {
      name ??= this.name()
      if (this.is('[') && !constraint) {
        // name "[" n "]" E, or a generic type name "[" T "]"
        const type = this.arrayOrTypeArgs(name)
        if (type.kind === 'IndexExpr') return { pos, name: undefined, type }
        return { pos, name, type }
      }
      if (this.is('.')) return { pos, name: undefined, type: this.qualifiedName(name) }
      if (constraint) {
        if (this.is('operator') && this.op === '~') return { pos, name, type: this.constraint() }
        if (!this.is(',') && !this.is(']')) return { pos, name, type: this.constraint() }
        return { pos, name, type: undefined }
      }
      if (this.is('...')) return { pos, name, type: this.dotsType() }
      const type = this.typeOrUndefined()
      return { pos, name, type }
    }
    if (this.is('...')) return { pos, name: undefined, type: this.dotsType() }
    if (constraint && this.is('operator') && this.op === '~') return { pos, name: undefined, type: this.constraint() }
    const type = constraint ? this.constraintOrUndefined() : this.typeOrUndefined()
    if (type !== undefined) return { pos, name: undefined, type }
    this.syntaxError(`expected ${constraint ? ']' : ')'}`)
    this.advance(',', constraint ? ']' : ')')
    return undefined
  }

  /** "..." Type */
  private dotsType(): Expr {
    const pos = this.pos
    this.want('...')
    let elem = this.typeOrUndefined()
    if (elem === undefined) {
      elem = this.badExpr()
      this.syntaxError('... is missing type')
    }
    return { kind: 'Ellipsis', pos, end: this.end, elem }
  }

  // After a name in a parameter list: an array or slice type for the parameter, or arguments of a generic type.
  private arrayOrTypeArgs(name: Ident): Expr {
    const pos = this.pos
    this.want('[')
    if (this.got(']')) return this.sliceType(pos)
    if (this.is('...')) return this.arrayType(pos, undefined)
    const indices: Expr[] = []
    this.expressionLevel++
    this.list('type argument list', ',', ']', () => {
      indices.push(this.expr())
      return false
    })
    this.expressionLevel--
    if (indices.length === 1) {
      const elem = this.typeOrUndefined()
      if (elem !== undefined) return { kind: 'ArrayType', pos, end: this.end, len: indices[0]!, elem }
    }
    if (indices.length === 0) indices.push(this.badExpr())
    return { kind: 'IndexExpr', pos: name.pos, end: this.end, x: name, indices, lbrack: pos }
  }

  // -------------------------------------------------------------------------------------------------------------- type elements

  /** TypeElem = TypeTerm { "|" TypeTerm } */
  protected constraint(): Expr {
    const type = this.constraintOrUndefined()
    if (type !== undefined) return type
    const bad = this.badExpr()
    this.syntaxError('expected ~ term or type')
    this.advance('operator', ';', ')', ']', '}')
    return bad
  }

  private constraintOrUndefined(): Expr | undefined {
    let x = this.typeTerm()
    while (x !== undefined && this.is('operator') && this.op === '|') {
      const opPos = this.pos
      this.next()
      const y = this.typeTerm() ?? this.type()
      x = { kind: 'BinaryExpr', pos: x.pos, end: this.end, x, op: '|', opPos, y }
    }
    return x
  }

  /** TypeTerm = [ "~" ] Type */
  private typeTerm(): Expr | undefined {
    if (!this.is('operator') || this.op !== '~') return this.typeOrUndefined()
    const pos = this.pos
    this.next()
    const x = this.type()
    return { kind: 'UnaryExpr', pos, end: this.end, op: '~', x }
  }

  // ------------------------------------------------------------------------------------------------------ structs, interfaces

  /** StructType = "struct" "{" { FieldDecl ";" } "}" */
  private structType(): StructType {
    const pos = this.pos
    this.want('struct')
    this.want('{')
    const fields: Field[] = []
    this.list('struct type', ';', '}', () => {
      this.fieldDecl(fields)
      return false
    })
    return { kind: 'StructType', pos, end: this.end, fields }
  }

  /** FieldDecl = ( IdentifierList Type | [ "*" ] TypeName ) [ Tag ] */
  private fieldDecl(fields: Field[]): void {
    const pos = this.pos
    const add = (names: readonly Ident[], type: Expr): void => {
      const tag = this.tag()
      fields.push({ kind: 'Field', pos, end: this.end, names, type, tag })
    }
    if (this.is('name')) {
      const name = this.name()
      if (this.is('.') || this.is('literal') || this.is(';') || this.is('}')) {
        add([], this.qualifiedName(name))
        return
      }
      const names = [name]
      while (this.got(',')) names.push(this.name())
      if (names.length === 1 && this.is('[')) {
        const type = this.arrayOrTypeArgs(name)
        type.kind === 'IndexExpr' ? add([], type) : add(names, type)
        return
      }
      add(names, this.type())
      return
    }
    if (this.is('*')) {
      this.next()
      if (this.is('(')) this.syntaxError('cannot parenthesize embedded type')
      const x = this.is('(') ? this.type() : this.qualifiedName()
      add([], { kind: 'StarExpr', pos, end: this.end, x })
      return
    }
    if (this.is('(')) {
      this.syntaxError('cannot parenthesize embedded type')
      add([], this.type())
      return
    }
    this.syntaxError('expected field name or embedded type')
    this.advance(';', '}')
  }

  private tag(): BasicLit | undefined {
    if (!this.is('literal')) return undefined
    const pos = this.pos
    const tag: BasicLit = { kind: 'BasicLit', pos, end: pos + this.lit.length, literal: this.literal, text: this.lit, bad: this.bad }
    if (this.literal === 'string') {
      this.next()
      return tag
    }
    this.syntaxError('struct field tag must be a string')
    this.next()
    return undefined
  }

  /** InterfaceType = "interface" "{" { ( MethodSpec | TypeElem ) ";" } "}" */
  private interfaceType(): InterfaceType {
    const pos = this.pos
    this.want('interface')
    this.want('{')
    const methods: Field[] = []
    this.list('interface type', ';', '}', () => {
      methods.push(this.methodOrElem())
      return false
    })
    return { kind: 'InterfaceType', pos, end: this.end, methods }
  }

  private methodOrElem(): Field {
    const pos = this.pos
    if (this.is('name')) {
      const name = this.name()
      if (this.is('(')) {
        const type = this.funcType(name.pos, 'interface method')
        return { kind: 'Field', pos, end: this.end, names: [name], type, tag: undefined }
      }
      let type = this.qualifiedName(name)
      while (this.is('operator') && this.op === '|') {
        const opPos = this.pos
        this.next()
        const y = this.typeTerm() ?? this.type()
        type = { kind: 'BinaryExpr', pos, end: this.end, x: type, op: '|', opPos, y }
      }
      return { kind: 'Field', pos, end: this.end, names: [], type, tag: undefined }
    }
    let type: Expr
    const found = this.constraintOrUndefined()
    if (found === undefined) {
      type = this.badExpr()
      this.syntaxError('expected method or embedded element')
      this.advance(';', '}')
    } else type = found
    return { kind: 'Field', pos, end: this.end, names: [], type, tag: undefined }
  }
}
