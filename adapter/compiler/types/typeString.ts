// This file turns types into text as gc prints them.
import type { Func, Var } from './object'
import type { Package } from './program'
import type { Interface, Signature, Struct, Type } from './type'

/** How the package of a named type is written: '' leaves it out. */
export type Qualifier = (pkg: Package) => string

/** Types as the runtime and debuggers name them: main.T. */
export const nameQualifier: Qualifier = pkg => pkg.name

/** A type as text. */
export function typeString(type: Type, qualifier: Qualifier = nameQualifier): string {
  switch (type.kind) {
    case 'Basic':
      return type.name
    case 'Named': {
      const args = type.typeArgs.length === 0 ? '' : `[${type.typeArgs.map(arg => typeString(arg, qualifier)).join(',')}]`
      const prefix = type.obj.pkg === undefined ? '' : qualifier(type.obj.pkg)
      return `${prefix === '' ? '' : `${prefix}.`}${type.obj.name}${args}`
    }
    case 'Pointer':
      return `*${typeString(type.elem, qualifier)}`
    case 'Slice':
      return `[]${typeString(type.elem, qualifier)}`
    case 'Array':
      return `[${type.len}]${typeString(type.elem, qualifier)}`
    case 'Map':
      return `map[${typeString(type.key, qualifier)}]${typeString(type.elem, qualifier)}`
    case 'Chan': {
      const elem = typeString(type.elem, qualifier)
      if (type.dir === 'send') return `chan<- ${elem}`
      if (type.dir === 'receive') return `<-chan ${elem}`
      // chan (<-chan T) requires parentheses
      return type.elem.kind === 'Chan' && type.elem.dir === 'receive' ? `chan (${elem})` : `chan ${elem}`
    }
    case 'Struct':
      return structString(type, qualifier)
    case 'Tuple':
      return varsString(type.vars, false, qualifier)
    case 'Signature':
      return `func${signatureString(type, qualifier)}`
    case 'Interface':
      return interfaceString(type, qualifier)
    case 'TypeParam':
      return type.obj.name
  }
}

function structString(type: Struct, qualifier: Qualifier): string {
  const fields = type.fields.map((field, i) => {
    const tag = type.tags[i]
    const text = field.embedded ? typeString(field.type, qualifier) : `${field.name} ${typeString(field.type, qualifier)}`
    return tag ? `${text} ${JSON.stringify(tag)}` : text
  })
  return `struct{${fields.join('; ')}}`
}

function interfaceString(type: Interface, qualifier: Qualifier): string {
  if (type.name !== '') return type.name
  const parts = type.methods.map(method => method.name + signatureString(method.sig, qualifier))
  parts.push(...type.embeddeds.map(embedded => typeString(embedded, qualifier)))
  return `interface{${parts.join('; ')}}`
}

function varsString(vars: readonly Var[], variadic: boolean, qualifier: Qualifier): string {
  const parts = vars.map((param, i) => {
    const name = param.name === '' ? '' : `${param.name} `
    if (variadic && i === vars.length - 1) {
      if (param.type.kind === 'Slice') return `${name}...${typeString(param.type.elem, qualifier)}`
      return `${name}${typeString(param.type, qualifier)}...` // append([]byte, string...)
    }
    return name + typeString(param.type, qualifier)
  })
  return `(${parts.join(', ')})`
}

/** Parameters and results without "func". */
export function signatureString(sig: Signature, qualifier: Qualifier = nameQualifier): string {
  const params = varsString(sig.params, sig.variadic, qualifier)
  if (sig.results.length === 0) return params
  const [only] = sig.results
  if (sig.results.length === 1 && only!.name === '') return `${params} ${typeString(only!.type, qualifier)}`
  return `${params} ${varsString(sig.results, false, qualifier)}`
}

/** A method as "have" and "want" lines show it: Name(params) results. */
export function methodString(method: Func, qualifier: Qualifier = nameQualifier): string {
  return method.name + signatureString(method.sig, qualifier)
}
