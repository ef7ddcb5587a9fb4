// This file gives types the names under which linker, runtime and debugger know them.
import type { Package } from '../types/program'
import type { Struct, Type } from '../types/type'
import { signatureString, typeString } from '../types/typeString'

const byPath = (pkg: Package) => pkg.path

const localNumbers = new WeakMap<object, number>()
const localCounts = new Map<string, number>()
const given = new WeakMap<Type, string>()

/** Gives a type made by the compiler (a map's bucket) a name of its own. */
export function nameType(type: Type, name: string): Type {
  given.set(type, name)
  return type
}

const linkNames = new WeakMap<Type, string>()

/** The unique name of a type in the program: package paths in full, types declared in functions numbered. */
export function linkName(type: Type): string {
  const known = linkNames.get(type)
  if (known !== undefined) return known
  const name = build(type, true)
  linkNames.set(type, name)
  return name
}

/** The name that programs print: %T, panics, Delve. */
export function printName(type: Type): string {
  return build(type, false)
}

function build(type: Type, full: boolean): string {
  const own = given.get(type)
  if (own !== undefined) return own
  const sub = (t: Type): string => (full ? linkName(t) : printName(t))
  switch (type.kind) {
    case 'Basic':
      return type.basic === 'untyped nil'
        ? 'unsafe.Pointer'
        : type.basic
            .replace('untyped rune', 'int32')
            .replace('untyped ', '')
            .replace(/^float$/, 'float64')
    case 'Named': {
      const pkg = type.obj.pkg
      const prefix = pkg === undefined ? '' : `${full ? pkg.path : pkg.name}.`
      return `${prefix}${type.obj.name}${full ? localSuffix(type) : ''}`
    }
    case 'Pointer':
      return `*${sub(type.elem)}`
    case 'Slice':
      return `[]${sub(type.elem)}`
    case 'Array':
      return `[${type.len}]${sub(type.elem)}`
    case 'Map':
      return `map[${sub(type.key)}]${sub(type.elem)}`
    case 'Chan': {
      const elem = sub(type.elem)
      if (type.dir === 'send') return `chan<- ${elem}`
      if (type.dir === 'receive') return `<-chan ${elem}`
      return type.elem.kind === 'Chan' && type.elem.dir === 'receive' ? `chan (${elem})` : `chan ${elem}`
    }
    case 'Struct':
      return structName(type, sub, full)
    case 'Signature':
      return `func${signature(type, sub)}`
    case 'Interface': {
      const methods = type.allMethods.map(
        method => `${method.exported ? '' : `${full ? method.pkg?.path : method.pkg?.name}.`}${method.name}${signature(method.sig, sub)}`,
      )
      return methods.length === 0 ? 'interface {}' : `interface { ${methods.join('; ')} }`
    }
    default:
      return typeString(type, full ? byPath : undefined)
  }
}

function structName(type: Struct, sub: (t: Type) => string, full: boolean): string {
  if (type.fields.length === 0) return 'struct {}'
  const fields = type.fields.map((field, i) => {
    const tag = type.tags[i] ? ` ${JSON.stringify(type.tags[i])}` : ''
    const name = full && !field.exported && field.pkg !== undefined ? `${field.pkg.path}.${field.name}` : field.name
    return `${field.embedded ? sub(field.type) : `${name} ${sub(field.type)}`}${tag}`
  })
  return `struct { ${fields.join('; ')} }`
}

function signature(sig: Type, sub: (t: Type) => string): string {
  if (sig.kind !== 'Signature') return signatureString(sig as never)
  const params = sig.params.map((param, i) =>
    sig.variadic && i === sig.params.length - 1 && param.type.underlying.kind === 'Slice'
      ? `...${sub(param.type.underlying.elem)}`
      : sub(param.type),
  )
  const results = sig.results.map(result => sub(result.type))
  const tail = results.length === 0 ? '' : results.length === 1 ? ` ${results[0]}` : ` (${results.join(', ')})`
  return `(${params.join(', ')})${tail}`
}

/** Types declared inside functions may share a name. */
function localSuffix(type: { obj: { parentFunc: object | undefined; name: string; pkg: Package | undefined } }): string {
  const { obj } = type
  if (obj.parentFunc === undefined) return ''
  let number = localNumbers.get(obj)
  if (number === undefined) {
    const key = `${obj.pkg?.path}.${obj.name}`
    number = (localCounts.get(key) ?? 0) + 1
    localCounts.set(key, number)
    localNumbers.set(obj, number)
  }
  return `·${number}`
}
