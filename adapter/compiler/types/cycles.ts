// This file finds types that contain themselves, and words what refers to what in a cycle.
import type { Checker } from './checker'
import type { Obj } from './object'
import type { Named, Type } from './type'
import { Typ } from './universe'

/** Reports a cycle of declarations, starting with the one that stands first in the source. */
export function cycleError(c: Checker, cycle: readonly Obj[]): void {
  let start = 0
  cycle.forEach((obj, i) => {
    if (obj.pos < cycle[start]!.pos) start = i
  })
  const first = cycle[start]!
  const what = first.kind === 'TypeName' ? 'invalid recursive type' : 'invalid cycle in declaration'
  if (cycle.length === 1) {
    c.error(first.pos, `${what}: ${first.name} refers to itself`)
    return
  }
  const notes = cycle.map((_, i) => {
    const from = cycle[(start + i) % cycle.length]!
    const to = cycle[(start + i + 1) % cycle.length]!
    return { pos: from.pos, message: `${from.name} refers to ${to.name}` }
  })
  c.error(first.pos, first.kind === 'TypeName' ? `${what} ${first.name}` : `${what} of ${first.name}`, notes)
}

const known = new WeakSet<Named>() // types found to have a finite size

/** Reports a type that contains itself other than through a pointer, and makes it invalid. */
export function validType(c: Checker, named: Named): void {
  visit(c, named, [])
}

function visit(c: Checker, type: Type | undefined, path: Named[]): boolean {
  switch (type?.kind) {
    case 'Array':
      return visit(c, type.elem, path)
    case 'Struct':
      return type.fields.every(field => visit(c, field.type, path))
    case 'Interface':
      return type.embeddeds.every(embedded => visit(c, embedded, path))
    case 'Named': {
      if (known.has(type) || type.obj.pkg !== c.pkg) return true
      const at = path.indexOf(type)
      if (at >= 0) {
        const cycle = path.slice(at)
        cycleError(
          c,
          cycle.map(member => member.obj),
        )
        for (const member of cycle) {
          member.setUnderlying(Typ.invalid)
          known.add(member)
        }
        return false
      }
      path.push(type)
      const valid = visit(c, type.rhs, path)
      path.pop()
      if (valid) known.add(type)
      return valid
    }
    default:
      return true
  }
}
