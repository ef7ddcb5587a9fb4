// This file works out where everything of the Timeline lies, in pixels: pure numbers, drawn by draw.ts.
//
// Time goes from left to right, a lane below the other. Spans narrower than a pixel are put together: what somebody wants to notice wins, which
// is running before system call before runnable before waiting.
import type { TimelineLane, TimelineResult, TimelineSpan } from '../../../adapter/dap/protocol'

export interface Range {
  readonly from: number
  readonly to: number
}

export interface Bar {
  readonly x: number
  readonly width: number
  readonly state: TimelineSpan['state']
  readonly core: number | undefined
  /** For people: state, core or reason, from when to when. */
  readonly text: string
}

export interface LaneRow {
  readonly goid: number
  readonly label: string
  readonly system: boolean
  readonly y: number
  readonly bars: readonly Bar[]
  /** Map operations in flight. */
  readonly maps: readonly { readonly x: number; readonly width: number; readonly text: string }[]
  /** Where it came to its end, if it did in this stretch. */
  readonly end: number | undefined
}

export interface Mark {
  readonly kind: 'now' | 'stop' | 'bookmark'
  readonly x: number
  readonly tick: number
  readonly text: string
}

export interface AxisTick {
  readonly x: number
  readonly text: string
}

export interface Picture {
  readonly range: Range
  readonly width: number
  readonly height: number
  readonly axis: readonly AxisTick[]
  readonly lanes: readonly LaneRow[]
  readonly marks: readonly Mark[]
}

export const sizes = { axis: 18, lane: 18, bar: 10, map: 3, marks: 10 } as const

const rank: Readonly<Record<TimelineSpan['state'], number>> = { running: 3, syscall: 2, runnable: 1, waiting: 0 }

/** The picture of a stretch of time, so many pixels wide. */
export function layOut(result: TimelineResult, width: number): Picture {
  const range = { from: result.from, to: Math.max(result.to, result.from + 1) }
  const top = sizes.axis + sizes.marks
  const lanes = result.lanes.map((lane, i) => laneRow(lane, top + i * sizes.lane, range, width))
  const inside = (tick: number) => tick >= range.from && tick <= range.to
  const marks: Mark[] = [
    ...result.stops.map(
      ({ tick, text, goid }): Mark => ({
        kind: 'stop',
        tick,
        x: xOf(tick, range, width),
        text: `${text} (goroutine ${goid}), tick ${count(tick)}`,
      }),
    ),
    ...result.bookmarks.map(
      ({ tick, name }): Mark => ({ kind: 'bookmark', tick, x: xOf(tick, range, width), text: `${name}, tick ${count(tick)}` }),
    ),
  ]
  if (inside(result.now))
    marks.push({ kind: 'now', tick: result.now, x: xOf(result.now, range, width), text: `now, tick ${count(result.now)}` })
  return { range, width, height: top + lanes.length * sizes.lane, axis: axisOf(range, width), lanes, marks }
}

export function xOf(tick: number, { from, to }: Range, width: number): number {
  return ((tick - from) / (to - from)) * width
}

/** The tick under a pixel, kept inside the stretch. */
export function tickAt(x: number, { from, to }: Range, width: number): number {
  return Math.round(Math.min(to, Math.max(from, from + (x / Math.max(1, width)) * (to - from))))
}

function laneRow(lane: TimelineLane, y: number, range: Range, width: number): LaneRow {
  const last = lane.spans.at(-1)
  return {
    goid: lane.goid,
    label: `${lane.goid} ${lane.name}`,
    system: lane.system,
    y,
    bars: bars(lane.spans, range, width),
    maps: lane.maps.map(({ from, to, operation, map }) => {
      const x = xOf(from, range, width)
      return { x, width: Math.max(1, xOf(to, range, width) - x), text: `map ${operation} ${map}` }
    }),
    end: lane.ended && last !== undefined ? xOf(last.to, range, width) : undefined,
  }
}

/** Spans as bars of at least a pixel. */
function bars(spans: readonly TimelineSpan[], range: Range, width: number): Bar[] {
  const result: { x: number; end: number; span: TimelineSpan }[] = []
  for (const span of spans) {
    const x = xOf(span.from, range, width)
    const end = xOf(span.to, range, width)
    const last = result.at(-1)
    // A bar that has not reached its pixel yet takes in what follows.
    if (last !== undefined && x < last.x + 1 && last.end >= x) {
      if (rank[span.state] > rank[last.span.state]) last.span = span
      last.end = Math.max(last.end, end)
    } else result.push({ x, end, span })
  }
  return result.map(({ x, end, span }) => ({ x, width: Math.max(1, end - x), state: span.state, core: span.core, text: spanText(span) }))
}

function spanText({ state, core, reason, from, to }: TimelineSpan): string {
  const what = reason ?? (core === undefined ? state : `${state} on core ${core}`)
  return `${what}, ticks ${count(from)} to ${count(to)}`
}

/** Round ticks at distances of about eighty pixels. */
function axisOf(range: Range, width: number): AxisTick[] {
  const wanted = ((range.to - range.from) * 80) / Math.max(80, width)
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= wanted)!
  const ticks: AxisTick[] = []
  for (let tick = Math.ceil(range.from / step) * step; tick <= range.to; tick += step)
    ticks.push({ x: xOf(tick, range, width), text: short(tick, step) })
  return ticks
}

/** `1.25 M`: with as many digits as steps of that size need. */
export function short(tick: number, step: number): string {
  const [unit, name] = tick >= 1e9 ? [1e9, ' G'] : tick >= 1e6 ? [1e6, ' M'] : tick >= 1e3 ? [1e3, ' k'] : [1, '']
  const digits = Math.max(0, Math.ceil(Math.log10(unit / step)))
  return `${(tick / unit).toFixed(Math.min(9, digits))}${name}`
}

export function count(tick: number): string {
  return tick.toLocaleString('en')
}

/** A stretch so many times shorter (or longer), with one tick staying where it is on the screen. */
export function zoom(range: Range, factor: number, around: number, whole: Range): Range {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (range.to - range.from) / factor))
  const share = (around - range.from) / Math.max(1, range.to - range.from)
  return shifted({ from: around - share * length, to: around + (1 - share) * length }, whole)
}

/** A stretch moved by a share of its length. */
export function pan(range: Range, share: number, whole: Range): Range {
  const by = (range.to - range.from) * share
  return shifted({ from: range.from + by, to: range.to + by }, whole)
}

const shortest = 100

function shifted({ from, to }: Range, whole: Range): Range {
  const by = Math.max(0, whole.from - from) - Math.max(0, to - whole.to)
  return { from: Math.max(whole.from, Math.round(from + by)), to: Math.min(whole.to, Math.round(to + by)) }
}

/** The mark that a click beside it means. */
export function markNear(marks: readonly Mark[], x: number): Mark | undefined {
  const near = marks.filter(mark => mark.kind !== 'now' && Math.abs(mark.x - x) <= 4)
  return near.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]
}
