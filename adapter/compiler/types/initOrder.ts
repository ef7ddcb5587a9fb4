// This file finds the order in which package variables are initialised.
//
// spec: "initialization proceeds by repeatedly initializing the next package-level variable that is earliest in declaration order and
// ready for initialization". A variable is ready when all variables that its initialiser mentions, directly or through functions, are
// initialised.
import type { Checker } from './checker'
import type { Obj, Var } from './object'

/** Fills in info.initOrder, or reports an initialisation cycle. */
export function initOrder(c: Checker): void {
  const values = [...c.objects.keys()].filter(obj => obj.kind === 'Var' || obj.kind === 'Const')
  const waitsFor = new Map<Obj, Set<Obj>>()
  const wantedBy = new Map<Obj, Obj[]>()
  for (const obj of values) {
    const deps = reachableValues(c, obj)
    waitsFor.set(obj, deps)
    for (const dep of deps) {
      const list = wantedBy.get(dep)
      if (list === undefined) wantedBy.set(dep, [obj])
      else list.push(obj)
    }
  }
  const ready = new ByOrder()
  for (const obj of values) if (waitsFor.get(obj)!.size === 0) ready.add(obj)
  const emitted = new Set<unknown>()
  let done = 0
  for (let obj = ready.take(); obj !== undefined; obj = ready.take()) {
    done++
    emit(c, obj, emitted)
    for (const user of wantedBy.get(obj) ?? []) {
      const waiting = waitsFor.get(user)!
      waiting.delete(obj)
      if (waiting.size === 0) ready.add(user)
    }
  }
  if (done < values.length)
    reportCycles(
      c,
      values.filter(obj => waitsFor.get(obj)!.size > 0),
    )
}

function emit(c: Checker, obj: Obj, emitted: Set<unknown>): void {
  if (obj.kind !== 'Var') return
  const decl = c.objects.get(obj)!
  if (decl.init === undefined || emitted.has(decl)) return
  emitted.add(decl) // several variables may share one initialiser
  c.info.initOrder.push({ lhs: decl.lhs ?? [obj as Var], rhs: decl.init })
}

// The variables and constants that an object's declaration mentions, directly or through functions.
function reachableValues(c: Checker, obj: Obj): Set<Obj> {
  const found = new Set<Obj>()
  const seen = new Set<Obj>()
  const work = [...c.objects.get(obj)!.deps]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (next.kind === 'Func') work.push(...(c.objects.get(next)?.deps ?? []))
    else found.add(next)
  }
  return found
}

// Objects, the first declared first.
class ByOrder {
  private readonly sorted: Obj[] = [] // last declared first, so that taking is cheap

  add(obj: Obj): void {
    let low = 0
    let high = this.sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.sorted[middle]!.order > obj.order) low = middle + 1
      else high = middle
    }
    this.sorted.splice(low, 0, obj)
  }

  take(): Obj | undefined {
    return this.sorted.pop()
  }
}

// Some objects are stuck only because they wait for a cycle; each cycle is reported once, at its first object.
function reportCycles(c: Checker, stuck: readonly Obj[]): void {
  const reported = new Set<Obj>()
  for (const start of stuck) {
    if (reported.has(start)) continue
    const cycle = findCycle(c, start)
    if (cycle === undefined || cycle.some(obj => reported.has(obj))) continue
    for (const obj of cycle) reported.add(obj)
    if (cycle.length === 1) {
      c.error(start.pos, `initialization cycle: ${start.name} refers to itself`)
      continue
    }
    const notes = cycle.map((obj, i) => ({ pos: obj.pos, message: `${obj.name} refers to ${cycle[(i + 1) % cycle.length]!.name}` }))
    c.error(start.pos, `initialization cycle for ${start.name}`, notes)
  }
}

// The objects on a way from start back to start, by breadth first search.
function findCycle(c: Checker, start: Obj): Obj[] | undefined {
  const from = new Map<Obj, Obj>()
  const queue: Obj[] = [start]
  for (let i = 0; i < queue.length; i++) {
    const obj = queue[i]!
    for (const dep of c.objects.get(obj)?.deps ?? []) {
      if (dep === start) {
        const path: Obj[] = []
        for (let at: Obj | undefined = obj; at !== undefined && at !== start; at = from.get(at)) path.unshift(at)
        return [start, ...path]
      }
      if (from.has(dep) || dep === start) continue
      from.set(dep, obj)
      queue.push(dep)
    }
  }
  return undefined
}
