// This file runs small Go programs up to a line, for tests of what the debugger shows there.
import { compileProgram } from '../../adapter/compiler/compile'
import { locateLine } from '../../adapter/debugger/breakpoints/locations'
import { type EvaluationContext, evaluate } from '../../adapter/debugger/evaluate/evaluate'
import { LiveTarget } from '../../adapter/debugger/liveTarget'
import { type Goroutine, goroutineOfThread, readGoroutine } from '../../adapter/debugger/runtime/goroutines'
import { type Frame, unwindGoroutine } from '../../adapter/debugger/unwind'
import { variablesInFrame } from '../../adapter/debugger/values/scopes'
import { type Child, type Value, ValueReader } from '../../adapter/debugger/values/value'
import type { Image } from '../../adapter/image/image'
import { Machine } from '../../adapter/machine/machine'
import { testGoroot } from '../goroot'

/** Compiles a program given as text. */
export function compile(text: string, path = '/src/main.go'): Image {
  const { goroot, archive } = testGoroot()
  const { image, errors } = compileProgram({ files: [{ path, text }], root: '/src' }, goroot, archive)
  if (errors !== undefined) throw new Error(errors.join('\n'))
  return image
}

/** A program that has stopped. */
export class Stopped {
  readonly values: ValueReader
  readonly image: Image

  constructor(readonly target: LiveTarget) {
    this.values = new ValueReader(target)
    this.image = target.image
  }

  /** The thread that stopped; the goroutine it runs. */
  get tid(): number {
    return this.target.currentTid
  }

  get goroutine(): Goroutine {
    const goroutine = readGoroutine(this.target, goroutineOfThread(this.target, this.tid))
    if (goroutine === undefined) throw new Error('no goroutine runs')
    return goroutine
  }

  get frames(): Frame[] {
    return unwindGoroutine(this.target, this.goroutine, 50)
  }

  context(level = 0): EvaluationContext {
    const frame = this.frames[level]
    return { goroutine: this.goroutine, tid: this.tid, ...(frame === undefined ? {} : { frame }) }
  }

  eval(expression: string, level = 0): Value {
    return evaluate(this.target, expression, this.context(level))
  }

  /** The text of an expression, or `error: …`. */
  text(expression: string, level = 0): string {
    try {
      return this.values.text(this.eval(expression, level))
    } catch (error) {
      return `error: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  locals(level = 0): Child[] {
    return variablesInFrame(this.target, this.frames[level]!)
  }

  /** Runs on to a line, or to the entry of a function behind its prologue. */
  goTo(where: number | string): this {
    const address = this.addressOf(where)
    this.target.setBreakpoint(address)
    const stop = this.target.run(1_000_000_000)
    this.target.clearBreakpoint(address)
    if (stop.reason !== 'breakpoint') throw new Error(`the program did not get there: ${JSON.stringify(stop)}`)
    return this
  }

  addressOf(where: number | string): number {
    if (typeof where === 'string') {
      const f = this.image.functionNamed(where)
      if (f === undefined) throw new Error(`no function ${where}`)
      return f.entry + f.prologueEnd
    }
    const location = locateLine(this.image, '/src/main.go', where)
    if (typeof location === 'string') throw new Error(location)
    return location.addresses[0]!
  }

  /** A value with all its rows, down to a depth; addresses are made alike. */
  tree(name: string, value: Value, depth: number): string {
    return stable(this.rows({ name, value }, depth, '').join('\n'))
  }

  private rows(child: Child, depth: number, indent: string): string[] {
    const { value } = child
    const lines = [`${indent}${child.name === '' ? '*' : child.name} = ${this.values.text(value)}   (${this.values.typeName(value)})`]
    if (depth === 0) return lines
    const { indexed } = this.values.children(value)
    const below = [...this.values.namedChildren(value), ...this.values.indexedChildren(value, 0, Math.min(indexed, 10))]
    for (const row of below) lines.push(...this.rows(row, row.presentation === 'internal' ? 0 : depth - 1, `${indent}  `))
    return lines
  }
}

/** Addresses and hashes change with every change of the runtime. */
export function stable(text: string): string {
  return text.replace(/0x[0-9a-f]{5,}/g, '0x…').replace(/(hash0|Hash): \d+/g, '$1: …')
}

/** Starts a program and runs it to a line that ends with a `// stop` comment (or to the given place). */
export function stopAt(text: string, where?: number | string, options: { seed?: number; cores?: number } = {}): Stopped {
  const image = compile(text)
  const machine = new Machine({
    sections: image.sections,
    entry: image.entry,
    functions: image.functions,
    args: ['main'],
    env: [],
    seed: options.seed ?? 1,
    cores: options.cores ?? 2,
    onOutput: () => {},
  })
  const stopped = new Stopped(new LiveTarget(image, machine))
  const marked = text.split('\n').findIndex(line => line.endsWith('// stop')) + 1
  return stopped.goTo(where ?? marked)
}
