// This file lists everything the debugger believes of the runtime: fields of its structs with their types, functions, variables and constants.
//
// A test checks the list against the runtime as compiled, so that a change there is noticed here. Whoever reads another field adds it.
import type { Image } from '../../image/image'

/** One belief. */
export type Belief =
  | { readonly kind: 'field'; readonly struct: string; readonly field: string; readonly type: string }
  | { readonly kind: 'global'; readonly name: string; readonly type: string }
  | { readonly kind: 'function'; readonly name: string; readonly params: readonly string[] }
  | { readonly kind: 'constant'; readonly name: string; readonly value: string }

const fields = (struct: string, types: Readonly<Record<string, string>>): Belief[] =>
  Object.entries(types).map(([field, type]) => ({ kind: 'field', struct, field, type }))
const globals = (types: Readonly<Record<string, string>>): Belief[] =>
  Object.entries(types).map(([name, type]) => ({ kind: 'global', name, type }))
/** Functions that we stop in or whose parameters we read, with the names of those parameters in their order. */
const functions = (list: Readonly<Record<string, readonly string[]>>): Belief[] =>
  Object.entries(list).map(([name, params]) => ({ kind: 'function', name, params }))
const constants = (list: Readonly<Record<string, number>>): Belief[] =>
  Object.entries(list).map(([name, value]) => ({ kind: 'constant', name, value: String(value) }))

const mapKey = ['t', 'h', 'key']

/** All of them. */
export const contract: readonly Belief[] = [
  // goroutines.ts, stepping.ts, exceptions.ts, unwind.ts
  ...globals({ 'runtime.allgs': '[]*runtime.g' }),
  ...fields('runtime.g', {
    stack: 'runtime.stack',
    _panic: '*runtime._panic',
    _defer: '*runtime._defer',
    m: '*runtime.m',
    sched: 'runtime.gobuf',
    atomicstatus: 'internal/runtime/atomic.Uint32',
    goid: 'uint64',
    waitsince: 'int64',
    waitreason: 'runtime.waitReason',
    parentGoid: 'uint64',
    labels: 'unsafe.Pointer',
    gopc: 'uintptr',
    startpc: 'uintptr',
  }),
  ...fields('runtime.stack', { lo: 'uintptr', hi: 'uintptr' }),
  ...fields('runtime.gobuf', { sp: 'uintptr', pc: 'uintptr', bp: 'uintptr' }),
  ...fields('runtime.m', { procid: 'uint64', curg: '*runtime.g' }),
  ...fields('runtime._defer', { fn: 'func()', link: '*runtime._defer' }),
  ...functions({
    'runtime.gopanic': ['e'],
    'runtime.fatalpanic': [],
    'runtime.fatal': ['s'],
    'runtime.throw': ['s'],
    'runtime.recovery': [],
    'runtime.exit': ['code'],
  }),
  ...constants({
    'runtime._Gidle': 0,
    'runtime._Grunnable': 1,
    'runtime._Grunning': 2,
    'runtime._Gsyscall': 3,
    'runtime._Gwaiting': 4,
    'runtime._Gdead': 6,
    'runtime._Gcopystack': 8,
    'runtime._Gpreempted': 9,
    'runtime._Gscan': 0x1000,
  }),
  // exceptions.ts
  ...fields('runtime._panic', { retpc: 'uintptr' }),
  // panics.ts
  ...fields('runtime._panic', { sp: 'unsafe.Pointer', arg: 'interface {}', link: '*runtime._panic', recovered: 'bool', goexit: 'bool' }),
  ...fields('runtime.boundsError', { x: 'int64', signed: 'bool', y: 'int', code: 'uint8' }),
  ...fields('runtime.errorAddressString', { msg: 'string' }),
  ...fields('runtime.TypeAssertionError', {
    _interface: '*internal/abi.Type',
    concrete: '*internal/abi.Type',
    asserted: '*internal/abi.Type',
    missingMethod: 'string',
  }),
  ...constants({ 'runtime.boundsIndex': 0, 'runtime.boundsSliceAlen': 1, 'runtime.boundsSlice3C': 7, 'runtime.boundsConvert': 8 }),
  // loader.ts
  ...fields('internal/abi.Type', { Kind_: 'internal/abi.Kind' }),
  // defers.ts
  ...fields('runtime._defer', { pc: 'uintptr' }),
  // semaphores.ts
  ...globals({ 'runtime.semtable': '[251]runtime.semaRoot' }),
  ...constants({ 'runtime.semTabSize': 251 }),
  ...fields('runtime.semaRoot', { head: '*runtime.sudog' }),
  // mapHash.ts
  ...globals({ 'runtime.hashkey': '[4]uint64' }),
  // hmap.ts, mapWalk.ts, mapCalls.ts
  ...fields('runtime.hmap', {
    count: 'int',
    flags: 'uint8',
    B: 'uint8',
    noverflow: 'uint16',
    hash0: 'uint32',
    buckets: 'unsafe.Pointer',
    oldbuckets: 'unsafe.Pointer',
    nevacuate: 'uintptr',
    extra: '*runtime.mapextra',
  }),
  ...fields('runtime.mapextra', { nextOverflow: '*runtime.bmap' }),
  ...fields('runtime.bmap', { tophash: '[8]uint8' }),
  ...fields('runtime.hiter', { h: '*runtime.hmap' }),
  ...constants({
    'runtime.emptyRest': 0,
    'runtime.emptyOne': 1,
    'runtime.evacuatedX': 2,
    'runtime.evacuatedY': 3,
    'runtime.evacuatedEmpty': 4,
    'runtime.minTopHash': 5,
    'runtime.iterator': 1,
    'runtime.oldIterator': 2,
    'runtime.hashWriting': 4,
    'runtime.sameSizeGrow': 8,
    'runtime.loadFactorNum': 13,
    'runtime.loadFactorDen': 2,
    'runtime.bucketCnt': 8,
  }),
  ...functions({
    'runtime.mapaccess1': mapKey,
    'runtime.mapaccess2': mapKey,
    'runtime.mapassign': mapKey,
    'runtime.mapdelete': mapKey,
    'runtime.mapaccess1_fast32': mapKey,
    'runtime.mapaccess2_fast64': mapKey,
    'runtime.mapassign_fast32': mapKey,
    'runtime.mapassign_fast64': mapKey,
    'runtime.mapassign_fast64ptr': mapKey,
    'runtime.mapdelete_fast64': mapKey,
    'runtime.mapaccess1_faststr': ['t', 'h', 'ky'],
    'runtime.mapassign_faststr': ['t', 'h', 's'],
    'runtime.mapdelete_faststr': ['t', 'h', 'ky'],
    'runtime.mapiterinit': ['t', 'h', 'it'],
    'runtime.mapiternext': ['it'],
    'runtime.mapclear': ['t', 'h'],
  }),
  // channels.ts
  ...fields('runtime.hchan', {
    qcount: 'uint',
    dataqsiz: 'uint',
    buf: 'unsafe.Pointer',
    closed: 'uint32',
    recvx: 'uint',
    recvq: 'runtime.waitq',
    sendq: 'runtime.waitq',
    elemtype: '*internal/abi.Type',
  }),
  ...fields('runtime.waitq', { first: '*runtime.sudog' }),
  ...fields('runtime.sudog', { g: '*runtime.g', next: '*runtime.sudog', elem: 'unsafe.Pointer', isSelect: 'bool' }),
  ...fields('runtime.sudog', { c: '*runtime.hchan', waitlink: '*runtime.sudog' }),
  ...fields('runtime.g', { waiting: '*runtime.sudog' }),
  // channelOrigins.ts
  ...functions({ 'runtime.makechan': ['t', 'size'] }),
]

/** Where an image does not keep the contract; functions that the program does not contain are not looked for. */
export function violations(image: Image): string[] {
  return contract.flatMap(belief => {
    const wrong = violation(image, belief)
    return wrong === undefined ? [] : [wrong]
  })
}

function violation(image: Image, belief: Belief): string | undefined {
  switch (belief.kind) {
    case 'field': {
      const record = image.type(belief.struct)
      if (record === undefined) return `there is no type ${belief.struct}`
      const field = record.fields?.find(candidate => candidate.name === belief.field)
      if (field === undefined) return `${belief.struct} has no field ${belief.field}`
      return field.type === belief.type ? undefined : `${belief.struct}.${belief.field} is ${field.type}, not ${belief.type}`
    }
    case 'global': {
      const global = image.globals.find(candidate => candidate.name === belief.name)
      if (global === undefined) return `there is no variable ${belief.name}`
      return global.type === belief.type ? undefined : `${belief.name} is ${global.type}, not ${belief.type}`
    }
    case 'constant': {
      const constant = image.constants.find(candidate => candidate.name === belief.name)
      if (constant === undefined) return `there is no constant ${belief.name}`
      return constant.value === belief.value ? undefined : `${belief.name} is ${constant.value}, not ${belief.value}`
    }
    case 'function': {
      const f = image.functionNamed(belief.name)
      if (f === undefined) return undefined
      const params = f.variables.filter(variable => variable.role === 'param').map(variable => variable.name)
      const missing = belief.params.filter(name => !params.includes(name))
      return missing.length === 0 ? undefined : `${belief.name} has parameters ${params.join(', ')}, not ${belief.params.join(', ')}`
    }
  }
}
