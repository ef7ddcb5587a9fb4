// This file defines Mapscope's own messages of the debug protocol: plain JSON, so that any client can read them. Types only.

/** Arguments of `mapscope/mapPicture`: the map as a reference of `variables`, or as an expression in a frame. */
export interface MapPictureArguments {
  readonly variablesReference?: number
  readonly expression?: string
  readonly frameId?: number
  /** First bucket whose cells are wanted. */
  readonly start?: number
  /** How many buckets with cells. */
  readonly count?: number
}

/** A map of the program, drawn: what the runtime keeps in memory for it. Addresses are hex text. */
export interface MapPicture {
  /** Type of the map, such as `map[string]int`. */
  readonly type: string
  /** The header, absent for a nil map. */
  readonly header?: MapHeader
  /** 2^B, or 0 before the first entry. */
  readonly bucketCount: number
  /** Buckets of the asked range. */
  readonly buckets: readonly MapBucket[]
  /** For every bucket, entries in its whole chain. Element i stands for `occupancyStep` buckets from i * occupancyStep on (their sum). */
  readonly occupancy: readonly number[]
  readonly occupancyStep: number
  /** The previous array, while the map grows. */
  readonly old?: OldBuckets
  readonly metrics?: MapMetrics
  /** Goroutines inside a map function on this map. */
  readonly activity: readonly MapActivity[]
  /** What could not be read. */
  readonly problems: readonly string[]
}

/** The runtime's hmap. */
export interface MapHeader {
  readonly address: string
  readonly count: number
  readonly flags: readonly MapFlag[]
  readonly B: number
  readonly noverflow: number
  readonly hash0: string
  readonly buckets: string
  readonly oldbuckets: string
  readonly nevacuate: number
  readonly nextOverflow: string
}

export type MapFlag = 'iterator' | 'oldIterator' | 'hashWriting' | 'sameSizeGrow'

/** What a slot's tophash says. `full` ones have key and value. */
export type CellState = 'emptyRest' | 'emptyOne' | 'evacuatedX' | 'evacuatedY' | 'evacuatedEmpty' | 'full'

export interface MapCell {
  readonly tophash: number
  readonly state: CellState
  readonly key?: string
  readonly value?: string
}

/** A bucket with its eight slots, and the overflow buckets chained behind it. */
export interface MapBucket {
  readonly index: number
  readonly address: string
  readonly cells: readonly MapCell[]
  readonly overflow: readonly OverflowBucket[]
  /** Of the old array: its entries have been moved. Of the new array while growing: the old bucket they come from has been moved. */
  readonly evacuated?: boolean
}

export interface OverflowBucket {
  readonly address: string
  readonly cells: readonly MapCell[]
}

export interface OldBuckets {
  readonly bucketCount: number
  /** How many of them have been moved. */
  readonly evacuated: number
  /** Those that the asked range of new buckets comes from. */
  readonly buckets: readonly MapBucket[]
  readonly occupancy: readonly number[]
  readonly occupancyStep: number
}

export interface MapMetrics {
  /** Entries per bucket. */
  readonly loadFactor: number
  /** The load factor above which the map grows. */
  readonly loadLimit: number
  /** The insertion that makes the map have so many entries makes it grow first. */
  readonly growsAt: number
  /** Overflow buckets per bucket. */
  readonly overflowShare: number
  readonly overflowBuckets: number
  /** noverflow from which on the map is rearranged at the same size. */
  readonly tooManyOverflow: number
  /** Buckets in a chain. */
  readonly meanChain: number
  readonly longestChain: number
  /** Element i: how many buckets have i entries in their chain. */
  readonly histogram: readonly number[]
  /** The fullest buckets, fullest first. */
  readonly hotBuckets: readonly { readonly index: number; readonly entries: number; readonly chain: number }[]
}

export interface MapActivity {
  readonly goid: number
  /** `runtime.mapassign_fast64` */
  readonly function: string
  readonly operation: 'assign' | 'access' | 'delete' | 'iterate' | 'clear'
  /** Place of the program that called it: `main.go:12`. */
  readonly user: string
  readonly running: boolean
}

// ------------------------------------------------------------------------------------------------------------------------- time

/** Arguments of `mapscope/seek`: a tick, or a share of all that is known. */
export interface SeekArguments {
  readonly tick?: number
  /** 0 to 100. */
  readonly percentage?: number
}

/** Answer of `mapscope/when`, which may be asked at any time. */
export interface WhenResult {
  readonly tick: number
  /** Highest tick reached. */
  readonly frontier: number
  /** Virtual nanoseconds since the start. */
  readonly time: number
  /** `tick 1042 of 99381 · t = 3.200 ms` */
  readonly text: string
  /** Whether there is a way back. */
  readonly recording: boolean
}

/**
 * Arguments of `mapscope/lastWrite`: an expression in a frame, a variable by its container and name, or bytes by address. A stop follows, at the
 * statement that changed it last; asked again from there, it goes further back. Never changed: the program stays, and the stop says so.
 */
export interface LastWriteArguments {
  readonly expression?: string
  readonly frameId?: number
  readonly variablesReference?: number
  readonly name?: string
  /** Hex text. */
  readonly address?: string
  readonly bytes?: number
}

/** Arguments of `mapscope/seekOutput`: the tick that an output event carries, or a line of the output (from 1). */
export interface SeekOutputArguments {
  readonly tick?: number
  readonly line?: number
  /** Counts the lines of one stream only. */
  readonly category?: 'stdout' | 'stderr'
}

/** What output events of the program carry besides the protocol's own, as `mapscope`. */
export interface OutputMoment {
  readonly tick: number
}

/** Arguments of `mapscope/bookmark`. `set` marks the present moment, `goto` leads to a stop. */
export interface BookmarkArguments {
  readonly action: 'set' | 'list' | 'remove' | 'goto'
  readonly name?: string
}

/** Answer of `mapscope/bookmark`: all there are now, in the order of time. */
export interface BookmarkResult {
  readonly bookmarks: readonly BookmarkInfo[]
}

export interface BookmarkInfo {
  readonly name: string
  readonly tick: number
  readonly text: string
}

/** Arguments of `mapscope/timeline`: a stretch of ticks (all that is known, if left out) and how many samples of it are wanted. */
export interface TimelineArguments {
  readonly from?: number
  readonly to?: number
  /** Default 200, at most 2000. */
  readonly resolution?: number
}

/**
 * What goroutines did over a stretch of time. Time is sampled: what a goroutine does at one sample is taken to last until the next. What is
 * shorter may be missing; a shorter stretch shows it.
 */
export interface TimelineResult {
  readonly from: number
  readonly to: number
  /** The present place of the program. */
  readonly now: number
  /** Highest tick reached. */
  readonly frontier: number
  /** User goroutines first, in the order of their numbers. */
  readonly lanes: readonly TimelineLane[]
  /** Ticks of the samples. */
  readonly samples: readonly number[]
  /** Lanes left out. */
  readonly omitted: number
  /** False when there are fewer samples than asked for: more would have taken too long. */
  readonly complete: boolean
  /** Where the program has stopped, in the order of time. */
  readonly stops: readonly TimelineStop[]
  readonly bookmarks: readonly BookmarkInfo[]
}

export interface TimelineLane {
  readonly goid: number
  /** The goroutine that made it. */
  readonly parent: number
  /** Function of its go statement: `main.worker`. */
  readonly name: string
  /** Started by the runtime for itself. */
  readonly system: boolean
  /** The first span begins where it was seen first, the last one ends where it was seen last. */
  readonly spans: readonly TimelineSpan[]
  readonly maps: readonly TimelineMapSpan[]
  /** It has gone before the end of the stretch. */
  readonly ended: boolean
}

export interface TimelineSpan {
  readonly from: number
  readonly to: number
  readonly state: 'running' | 'runnable' | 'waiting' | 'syscall'
  /** On which core it runs. */
  readonly core?: number
  /** What it waits for: `chan receive`. */
  readonly reason?: string
}

/** Inside a map function. */
export interface TimelineMapSpan {
  readonly from: number
  readonly to: number
  readonly operation: string
  /** Address of the map's header. */
  readonly map: string
}

export interface TimelineStop {
  readonly tick: number
  readonly goid: number
  /** Reason and description, for people. */
  readonly text: string
}

// ------------------------------------------------------------------------------------------------------------------ goroutines

/** Arguments of `mapscope/freeze`: keeps a goroutine from going on, or (`frozen: false`) lets it go on again. */
export interface FreezeArguments {
  readonly threadId: number
  /** Default true. */
  readonly frozen?: boolean
}

export interface FreezeResult {
  /** All goroutines that are frozen now. */
  readonly frozen: readonly number[]
}

/** Arguments of `mapscope/goroutines`: a page of all goroutines, which `threads` shows only the first thousand of. */
export interface GoroutinesArguments {
  readonly start?: number
  /** How many, at most; without it all. */
  readonly count?: number
  /** Those of the runtime too. */
  readonly system?: boolean
}

export interface GoroutinesResult {
  readonly total: number
  readonly goroutines: readonly GoroutineRow[]
}

export interface GoroutineRow {
  readonly id: number
  /** running, runnable, syscall, or what it waits for: "chan receive". */
  readonly state: string
  /** Function, file and line of the user's code it is in: `main.worker main.go:31`. */
  readonly place: string
  /** Virtual nanoseconds it has waited. */
  readonly waited?: number
  /** The function it was started with. */
  readonly started: string
  readonly parent: number
  /** Thread of the simulated kernel it runs on. */
  readonly thread?: number
  readonly core?: number
  readonly system: boolean
  readonly frozen: boolean
  /** Set by runtime/pprof. */
  readonly labels: Readonly<Record<string, string>>
}

// ----------------------------------------------------------------------------------------------------------------------- seeds

/** Arguments of `mapscope/compareSeeds`: the client is asked (startDebugging) for a session of the same program with another seed. */
export interface CompareSeedsArguments {
  /** A number, as text where it is large, or "random"; without it the one after that of this session. */
  readonly seed?: number | string
}

export interface CompareSeedsResult {
  readonly seed: string
}
