// Where everything lies: the program's addresses, and what of them is where in the one wasm memory behind.
//
//   program's address                         linear address
//                      engine state           0x0100
//                      watched ranges         0x0400
//                      thread records         0x1000 ..
//                      the running thread     0x1ffe00: its record while translated code runs
//                      written pages          0x200000 .. 0x300000
//                      watched pages          0x300000 .. 0x400000
//   0x400000 .. lowEnd image, system stack    the same number: the low region is mapped onto itself
//                      micro-operations       16 bytes for each byte of text, behind the low region
//                      entries                4 bytes for each byte of text: the block record of code that can be entered, or 0
//                      block records          of translated code
//   0xc000000000 ..    heap                   heapBase + (address & 0xffffffff), at the end, where memory can grow

/** First address of the low region; below it nothing is ever mapped, so nil dereferences fault. */
export const lowBase = 0x400000
/** First address of the heap region, as Go's arenas on linux/amd64. Its low 32 bits are 0, so cutting an address gives its offset. */
export const heapAddress = 0xc000000000
/** The low region and its micro-operations must fit below this; the address of a micro-operation is 16 times the pc in 32 bits. */
export const lowMaximum = 0x10000000

export const pageSize = 4096
export const wasmPageSize = 65536

/** Size of the stack the kernel gives the first thread, at the top of the low region (Linux: 8 MiB, mapped as it is used). */
export const systemStackSize = 0x40000

/** Bytes of micro-operation slots for each byte of text: an instruction of n bytes owns 16n. */
export const slotsPerTextByte = 16

/** Bytes of entry table for each byte of text. */
export const entriesPerTextByte = 4

/** A record of a block of translated code. `delta` is what SP has there less what it had at the function's entry. */
export const blockRecord = { size: 16, cost: 0, functionIndex: 4, entry: 8, delta: 12 } as const

/** What the cost of a block is while the interpreter shall run it: more than any fuel. */
export const prohibitiveCost = 0x7fffffff

/** Offsets of a thread's record; the eXX registers are named by number * 8 from 0. */
export const threadRecord = {
  base: 0x1000,
  size: 512,
  /** Always 0: what an absent base or index register reads. */
  zero: 128,
  rip: 136,
  flagsResult: 144,
  flagsAux: 152,
  direction: 160,
  fsBase: 168,
  /** How the two flag words are to be read; 0, which means as they are, whenever no translated code runs. */
  flagsKind: 176,
  vectors: 256,
} as const

/**
 * What engines are told of watched memory, all of it in linear addresses. It is no state of the program: a snapshot leaves it alone.
 *
 * An engine that watches asks at every access of `bytes` bytes at `place`, before the instruction has changed anything:
 *
 *     if (pages[place >>> 12] && watched(place, bytes, kind)) leave with the exit `watched`
 *
 * `pages` is marked for every page where an access of up to 16 bytes can begin that touches a watched range (so also for the page before a
 * range that begins at a page's first bytes); longer accesses go straight to `watched`, which compares with `low` and `high` and then with
 * the ranges. While `recording` is not 0 the answer is always "go on", and the host is told through the import `noteAccess(place, bytes, kind)`.
 */
export const watchTable = {
  /** u32 each: the ranges lie in [low, high). */
  low: 0x400,
  high: 0x404,
  recording: 0x408,
  rangeCount: 0x40c,
  /** Start, end and kinds (`accessKinds`), u32 each. */
  ranges: 0x410,
  rangeSize: 12,
  maximumRanges: 250,
  /** One byte for each page of linear memory. */
  pages: 0x300000,
} as const

/**
 * One byte for each page of linear memory that is not 0 once the page may have been written: both engines, the kernel and the host mark what they
 * write, the threads' records excepted. Whoever takes the marks away (`Machine.forgetWrites`) learns what has changed since. It is no state of
 * the program either.
 */
export const writtenPages = 0x200000

/** What an access does; an instruction that reads and writes one operand (ADDQ AX, (BX)) does both at once. */
export const accessKinds = { read: 1, write: 2 } as const

/**
 * Where translated code finds the registers of the thread it runs. A fixed place spares it a parameter everywhere; the driver copies the
 * thread's record here and back, so nothing outside of it knows.
 */
export const runningThread = writtenPages - threadRecord.size

/** Threads that fit between the engine state and the running thread's record. */
export const maximumThreads = Math.floor((runningThread - threadRecord.base) / threadRecord.size)

/** Addresses of what the engine and its host tell one another. The limits stand five times: for accesses of 1, 2, 4, 8 and 16 bytes. */
export const engineState = {
  fuelLeft: 0x100,
  faultIsWrite: 0x104,
  faultAddress: 0x108,
  divisionRemainder: 0x110,
  /** Added to 16 * pc gives the address of a micro-operation (mod 2^32). */
  slotBias: 0x118,
  textStart: 0x120,
  textSize: 0x128,
  writableStart: 0x130,
  heapBase: 0x138,
  lowLimits: 0x140,
  writableLimits: 0x180,
  heapLimits: 0x1c0,
  /** 16 bytes: the fingerprint of the page that was compared last. */
  pageHash: 0x1f0,
  /** Added to 4 * pc gives the address of an entry (mod 2^32). */
  entryBias: 0x200,
  /** Translated code may be called with a stack pointer from here on. */
  stackFloor: 0x208,
  /** Linear address of what R14, Go's g, points at: `gSpan` bytes that can be written. */
  gPlace: 0x210,
  /** How far into the heap a pointer may point that has `pointerSpan` bytes of heap behind it; 0: none has. */
  pointerLimit: 0x218,
} as const

/** Translated code checks a pointer once for all that lies within so many bytes: most fields of most structs. */
export const pointerSpan = 256

/** How many bytes from R14 on translated code may touch through `gPlace`. */
export const gSpan = 512

/** Index of an access size among the limits. */
export function limitIndex(bytes: number): number {
  return Math.log2(bytes)
}

/** The layout of a program: what depends on the size of its image. */
export interface Layout {
  readonly textStart: number
  readonly textEnd: number
  /** First writable address of the low region. */
  readonly writableStart: number
  readonly lowEnd: number
  /** Linear address of the micro-operation of `textStart`. */
  readonly slots: number
  /** Linear address of the entry of `textStart`. */
  readonly entries: number
  /** Where the block records lie. */
  readonly records: number
  readonly recordsEnd: number
  /** Linear address of the heap; a power of two, so that few different engines are needed. */
  readonly heapBase: number
}

/** Lays a program out; throws when it is too large. */
export function layOut(textStart: number, textEnd: number, writableStart: number, imageEnd: number): Layout {
  const lowEnd = roundUp(imageEnd, pageSize) + pageSize + systemStackSize
  const slots = roundUp(lowEnd, wasmPageSize)
  const text = textEnd - textStart
  // What runs off the end of the text finds nothing decoded there.
  const entries = slots + text * slotsPerTextByte + wasmPageSize
  const records = roundUp(entries + text * entriesPerTextByte, blockRecord.size)
  const end = records + roundUp(text * 2, blockRecord.size)
  if (end > lowMaximum) throw new Error(`the image is too large: it and its decoded text take ${end} bytes of ${lowMaximum}`)
  let heapBase = 0x2000000
  while (heapBase < end) heapBase *= 2
  return { textStart, textEnd, writableStart, lowEnd, slots, entries, records, recordsEnd: end, heapBase }
}

export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit
}
