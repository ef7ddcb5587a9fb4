// This file has the console words about the program: goroutines, stacks, variables, functions, types, sources, packages, breakpoints.
import { evaluate, evaluateCall } from '../../debugger/evaluate/evaluate'
import { callFunction } from '../../debugger/inject/callFunction'
import type { Goroutine } from '../../debugger/runtime/goroutines'
import { userFrame } from '../../debugger/unwind'
import { globalsOfPackage, variablesInFrame } from '../../debugger/values/scopes'
import { duration, placeOf } from '../goroutineText'
import { contextOf, frameFor } from '../requests/frameContext'
import type { FrameHandle, Session } from '../session'
import type { ConsoleWord } from './words'

const longestList = 500
const longestCall = 20_000_000 // ticks

function listed(lines: readonly string[], what: string): string {
  if (lines.length === 0) return `no ${what}`
  const shown = lines.slice(0, longestList)
  return lines.length > shown.length ? `${shown.join('\n')}\n… ${lines.length - shown.length} more` : shown.join('\n')
}

/** Matches a regular expression as Delve's lists do; a malformed one is an error for people. */
function filter(pattern: string): (text: string) => boolean {
  if (pattern === '') return () => true
  let expression: RegExp
  try {
    expression = new RegExp(pattern, 'u')
  } catch (error) {
    throw new Error(`invalid filter: ${error instanceof Error ? error.message : String(error)}`)
  }
  return text => expression.test(text)
}

function goroutineOf(session: Session, args: string): Goroutine {
  const id = args === '' ? session.selectedGoroutine : Number(args)
  const goroutine = session.program.goroutine(id)
  if (goroutine === undefined) throw new Error(`unknown goroutine ${args === '' ? id : args}`)
  return goroutine
}

function goroutineLine(session: Session, g: Goroutine): string {
  const { program } = session
  const frame = userFrame(program.frames(g, 20).frames)
  const waited = g.waitSince > 0 ? ` for ${duration(program.target.clock - g.waitSince)}` : ''
  const thread = g.tid === undefined ? '' : ` (thread ${g.tid})`
  const selected = g.id === session.selectedGoroutine ? '* ' : '  '
  return `${selected}Goroutine ${g.id} - ${placeOf(frame)} [${g.state}${waited}]${thread}`
}

function requireFrame(handle: FrameHandle | undefined) {
  if (handle === undefined) throw new Error('there is no frame to look at')
  return handle
}

function stackLines(session: Session, g: Goroutine, depth: number): string[] {
  const { frames, complete } = session.program.frames(g, depth)
  const lines = frames.slice(0, depth).map((frame, i) => `${String(i).padStart(2)}  0x${frame.pc.toString(16)} in ${placeOf(frame)}`)
  return complete && frames.length <= depth ? lines : [...lines, '(more frames)']
}

export const programWords: readonly ConsoleWord[] = [
  {
    name: 'goroutines',
    aliases: ['grs'],
    usage: '[-s] [filter]',
    summary: 'lists the goroutines (-s: those of the runtime too) whose line matches a regular expression',
    run: ({ session }, args) => {
      const system = /(^|\s)-s(\s|$)/.test(args)
      const matches = filter(args.replace(/(^|\s)-s(?=\s|$)/, '').trim())
      const lines = session.program.goroutines.filter(g => system || !g.system).map(g => goroutineLine(session, g))
      return listed(lines.filter(matches), 'goroutines')
    },
  },
  {
    name: 'goroutine',
    aliases: ['gr'],
    usage: '[id]',
    summary: 'tells what there is to know of a goroutine: why it waits, who made it, its stack',
    run: ({ session }, args) => {
      const g = goroutineOf(session, args)
      const { image } = session.program
      const created = image.functionAt(g.createdAtPc)
      const start = image.functionAt(g.startPc)
      return [
        goroutineLine(session, g),
        ...(start === undefined ? [] : [`  started as ${start.name}`]),
        ...(created === undefined || g.parentId === 0
          ? []
          : [`  created by goroutine ${g.parentId} in ${created.name} at ${created.file}:${image.lineAt(g.createdAtPc - 1)}`]),
        ...stackLines(session, g, 30).map(line => `  ${line}`),
      ].join('\n')
    },
  },
  {
    name: 'freeze',
    usage: '[id]',
    summary: 'keeps a goroutine from executing code of the program; without an id it lists those that are frozen',
    run: ({ session }, args) => setFrozen(session, args, true),
  },
  {
    name: 'thaw',
    usage: 'id',
    summary: 'lets a frozen goroutine go on',
    run: ({ session }, args) => setFrozen(session, args, false),
  },
  {
    name: 'bt',
    aliases: ['stack'],
    usage: '[depth] [goroutine]',
    summary: 'prints the stack of this or another goroutine',
    run: ({ session, handle }, args) => {
      const [depth = '50', id = ''] = args.split(/\s+/).filter(part => part !== '')
      if (!/^\d{1,6}$/.test(depth)) throw new Error(`${JSON.stringify(depth)} is no depth`)
      const g = id === '' && handle?.goroutine !== undefined ? handle.goroutine : goroutineOf(session, id)
      return stackLines(session, g, Math.max(1, Number(depth))).join('\n')
    },
  },
  {
    name: 'args',
    summary: 'prints the arguments of the function',
    run: ({ session, handle }) => variableLines(session, requireFrame(handle), role => role === 'param' || role === 'result'),
  },
  {
    name: 'locals',
    summary: 'prints the local variables',
    run: ({ session, handle }) => variableLines(session, requireFrame(handle), role => role === 'local' || role === 'captured'),
  },
  {
    name: 'vars',
    usage: '[filter]',
    summary: 'prints package variables whose name matches a regular expression',
    run: ({ session }, args) => {
      const { program } = session
      const matches = filter(args)
      const lines = program.image.packages.flatMap(({ path }) =>
        globalsOfPackage(program.target, path)
          .map(({ name, value }) => ({ name: `${path}.${name}`, value }))
          .filter(({ name }) => (args === '' ? name.startsWith('main.') : matches(name)))
          .map(({ name, value }) => `${name} = ${program.values.text(value, { limit: 120 })}`),
      )
      return listed(lines, 'package variables')
    },
  },
  {
    name: 'print',
    aliases: ['p'],
    usage: 'expression',
    summary: 'prints the whole text of an expression',
    run: ({ session, handle }, args) => {
      const { target, values } = session.program
      return values.text(evaluate(target, args, contextOf(handle)), { limit: Number.POSITIVE_INFINITY })
    },
  },
  {
    name: 'call',
    usage: '[-keep] f(x)',
    summary: 'calls a function of the program and prints its results; what it does is taken back, unless -keep is given',
    run: ({ session, handle }, args) => {
      const keep = /^-keep\s+/.exec(args)?.[0] ?? ''
      const { target, values } = session.program
      if (handle?.tid === undefined || handle.frame.cfa !== frameFor(session, undefined)?.frame.cfa)
        throw new Error('functions are called in the innermost frame of the goroutine that stopped')
      const call = evaluateCall(target, args.slice(keep.length), contextOf(handle))
      const text = callFunction(target, handle.tid, call, { ticks: longestCall, keep: keep !== '' }, ({ results }) =>
        results.map(result => values.text(result, { limit: 4096 })).join(', '),
      )
      session.program.changed()
      const after = () => {
        if (keep !== '' && session.client.supportsInvalidatedEvent === true) session.send('invalidated', { areas: ['all'] })
      }
      return { text: text === '' ? '(no results)' : text, after }
    },
  },
  {
    name: 'whatis',
    usage: 'expression',
    summary: 'prints the type of an expression, and where its value is',
    run: ({ session, handle }, args) => {
      const { target, values } = session.program
      const value = evaluate(target, args, contextOf(handle))
      return value.address === undefined ? values.typeName(value) : `${values.typeName(value)} at 0x${value.address.toString(16)}`
    },
  },
  {
    name: 'funcs',
    usage: '[filter]',
    summary: 'lists the functions of the program whose name matches a regular expression',
    run: ({ session }, args) => {
      const matches = filter(args)
      return listed(
        session.program.image.functions
          .map(f => f.name)
          .filter(matches)
          .sort(),
        'functions',
      )
    },
  },
  {
    name: 'types',
    usage: '[filter]',
    summary: 'lists the types of the program whose name matches a regular expression',
    run: ({ session }, args) => {
      const matches = filter(args)
      const names = session.program.image.tables.flatMap(({ types }) => Object.values(types).map(record => record.name))
      return listed([...new Set(names)].filter(matches).sort(), 'types')
    },
  },
  {
    name: 'sources',
    usage: '[filter]',
    summary: 'lists the source files of the program whose path matches a regular expression',
    run: ({ session }, args) => listed(session.program.image.files.filter(filter(args)), 'sources'),
  },
  {
    name: 'packages',
    usage: '[filter]',
    summary: 'lists the packages that are linked into the program',
    run: ({ session }, args) =>
      listed(
        session.program.image.packages
          .map(({ path }) => path)
          .filter(filter(args))
          .sort(),
        'packages',
      ),
  },
  {
    name: 'config',
    usage: '[-list]',
    summary: 'prints how the program was launched',
    run: ({ session }) =>
      Object.entries(session.program.launch)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name.padEnd(24)} ${JSON.stringify(value)}`)
        .join('\n'),
  },
  {
    name: 'target',
    usage: '[list]',
    summary: 'prints what is being debugged',
    run: ({ session }) => `* ${session.program.launch.program} (seed ${session.program.seed}, ${session.program.launch.cores} cores)`,
  },
]

function variableLines(session: Session, { frame }: FrameHandle, wanted: (role: string) => boolean): string {
  const { target, values } = session.program
  const lines = variablesInFrame(target, frame)
    .filter(variable => wanted(variable.role))
    .map(({ name, value }) => `${name} = ${value.unreadable === undefined ? values.text(value) : `(unreadable ${value.unreadable})`}`)
  return lines.length === 0 ? '(none)' : lines.join('\n')
}

function setFrozen(session: Session, args: string, frozen: boolean): string {
  const { debugger: control } = session.program
  if (args !== '' || !frozen) {
    const problem = control.setFrozen(goroutineOf(session, args).id, frozen)
    if (problem !== undefined) throw new Error(problem)
  }
  const ids = control.holds.frozen
  return ids.length === 0 ? 'no goroutine is frozen' : `frozen: ${ids.map(id => `goroutine ${id}`).join(', ')}`
}
