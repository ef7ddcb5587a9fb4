// This file turns a type as written in an expression into the key of its record: int, *main.T, []string, *"example.com/p.T".

import type { Expr } from '../../compiler/syntax/nodes'
import { unquoteString } from '../../compiler/types/bytes'
import { constantFromNumber } from '../../compiler/types/constant'
import type { TypeTable } from '../values/types'

const aliases: Readonly<Record<string, string>> = { byte: 'uint8', rune: 'int32', any: 'interface {}' }

/** Where names of types are looked up. */
export interface TypeScope {
  readonly types: TypeTable
  /** Path of the package whose names need no qualifier. */
  readonly package: string
  /** The path of the package that a name means; undefined if there is none. */
  packagePath(name: string): string | undefined
}

/** The key of the type that an expression denotes; undefined if it denotes none. */
export function typeOf(expr: Expr, scope: TypeScope): string | undefined {
  const key = build(expr, scope)
  return key !== undefined && scope.types.record(key) !== undefined ? key : undefined
}

function build(expr: Expr, scope: TypeScope): string | undefined {
  const sub = (x: Expr, make: (key: string) => string): string | undefined => {
    const key = build(x, scope)
    return key === undefined ? undefined : make(key)
  }
  switch (expr.kind) {
    case 'ParenExpr':
      return build(expr.x, scope)
    case 'Ident':
      return named(expr.name, scope)
    case 'SelectorExpr': {
      if (expr.x.kind === 'BasicLit' && expr.x.literal === 'string') return `${unquoteString(expr.x.text)}.${expr.sel.name}`
      const path = expr.x.kind === 'Ident' ? (expr.x.name === 'unsafe' ? 'unsafe' : scope.packagePath(expr.x.name)) : undefined
      return path === undefined ? undefined : `${path}.${expr.sel.name}`
    }
    case 'BasicLit':
      // Delve's form for names that are no Go: (*"example.com/p.T")(0xc000012345).
      return expr.literal === 'string' ? scope.types.keyOf(unquoteString(expr.text)) : undefined
    case 'StarExpr':
      return sub(expr.x, key => `*${key}`)
    case 'ArrayType': {
      if (expr.len === undefined) return sub(expr.elem, key => `[]${key}`)
      const length = expr.len.kind === 'BasicLit' ? constantFromNumber(expr.len.text) : undefined
      return length?.kind === 'int' ? sub(expr.elem, key => `[${length.value}]${key}`) : undefined
    }
    case 'MapType': {
      const value = build(expr.value, scope)
      return value === undefined ? undefined : sub(expr.key, key => `map[${key}]${value}`)
    }
    case 'ChanType':
      return sub(expr.value, key => (expr.dir === 'both' ? `chan ${key}` : expr.dir === 'send' ? `chan<- ${key}` : `<-chan ${key}`))
    case 'InterfaceType':
      return expr.methods.length === 0 ? 'interface {}' : undefined
    case 'StructType':
      return expr.fields.length === 0 ? 'struct {}' : undefined
    case 'FuncType':
      return expr.params.length === 0 && expr.results.length === 0 ? 'func()' : undefined
    default:
      return undefined
  }
}

function named(name: string, scope: TypeScope): string | undefined {
  const { types } = scope
  const own = `${scope.package}.${name}`
  if (types.record(own) !== undefined) return own
  const local = types.localKey(own)
  if (local !== undefined) return local
  const alias = aliases[name] ?? name
  return types.record(alias) !== undefined && (!alias.includes('.') || alias === 'unsafe.Pointer') ? alias : undefined
}
