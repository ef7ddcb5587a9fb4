// This file names, and generates where needed, the functions that method tables point to: they take the receiver as the table's user has it.
import type { MethodSetEntry } from '../types/methodSet'
import { Pointer, type Type } from '../types/type'
import { callThrough, forwarder } from './closures'
import { isDirectInterface } from './layout'
import type { PackageGenerator } from './package'

/**
 * The symbol of a method of `type`. With `forInterface` the receiver arrives as an interface's data word: a pointer to the value,
 * unless the type is a pointer itself (or is held directly).
 */
export function methodEntry(pkg: PackageGenerator, type: Type, entry: MethodSetEntry, forInterface: boolean): string {
  const receiver = forInterface && !isDirectInterface(type) ? new Pointer(type) : type
  const { method } = entry
  const path = entry.index.slice(0, -1)
  const declared = method.recv!.type
  const samePointer = (receiver.kind === 'Pointer') === (declared.kind === 'Pointer')
  if (path.length === 0 && samePointer && method.decl !== undefined) return pkg.functionSymbol(method)
  const name = `${pkg.typeName(receiver)}.${method.name}`
  pkg.generateOnce(name, () => {
    const sig = method.sig
    forwarder(pkg, name, [receiver, ...sig.params.map(p => p.type)], sig, [], (g, _, args) =>
      callThrough(g, args[0]!, receiver, path, method, args.slice(1)),
    )
  })
  return name
}
