/// <reference lib="dom" />
// This file draws one array of buckets as a grid of boxes. Only rows in sight exist as elements, so 65,536 buckets cost what is visible.
import type { MapBucket } from '../../../adapter/dap/protocol'
import { h, plural } from './dom'
import {
  type Box,
  type BucketArray,
  boxAt,
  type Grid,
  layOut,
  mostLinks,
  move,
  type Row,
  rowsInSight,
  slotsPerBucket,
  usedSlots,
} from './layout'

/** What is marked in a grid. */
export interface Marks {
  readonly changed: ReadonlySet<number>
  /** Bucket that is selected. */
  readonly selected: number | undefined
  /** Old buckets: is this one moved already? undefined when there is no growing, or it is not known. */
  readonly moved: (box: Box) => boolean | undefined
  readonly current: boolean
}

export interface GridEvents {
  readonly select: (bucket: number) => void
  /** These boxes are in sight. */
  readonly sighted: (from: number, to: number) => void
}

export class GridView {
  readonly element: HTMLElement
  private array: BucketArray = { bucketCount: 0, occupancy: [], step: 1, known: new Map() }
  private marks: Marks = { changed: new Set(), selected: undefined, moved: () => undefined, current: true }
  private grid: Grid = layOut(this.array, 100)
  private width = 0
  private focusIndex = 0
  private readonly drawn = new Map<number, HTMLElement>()

  constructor(
    private readonly scroller: HTMLElement,
    label: string,
    private readonly events: GridEvents,
  ) {
    this.element = h('div', { class: 'grid', role: 'grid', 'aria-label': label })
    this.element.addEventListener('click', event => {
      const index = indexOf(event.target)
      if (index !== undefined) this.select(index)
    })
    this.element.addEventListener('keydown', event => this.key(event))
    this.element.addEventListener('focusin', event => {
      const index = indexOf(event.target)
      if (index !== undefined) this.focusIndex = index
    })
  }

  /** Takes a new array or new marks and draws what is in sight afresh. */
  update(array: BucketArray, marks: Marks): void {
    const hadFocus = this.element.contains(document.activeElement)
    this.array = array
    this.marks = marks
    this.focusIndex = Math.min(this.focusIndex, Math.max(0, array.occupancy.length - 1))
    this.width = this.element.clientWidth
    this.grid = layOut(array, this.width)
    this.element.dataset.scale = this.grid.scale.name
    this.element.setAttribute('aria-rowcount', String(this.grid.rows.length))
    this.element.setAttribute('aria-colcount', String(this.grid.columns))
    this.element.style.height = `${this.grid.height}px`
    for (const row of this.drawn.values()) row.remove()
    this.drawn.clear()
    this.draw()
    if (hadFocus) this.focus()
  }

  /** After scrolling or resizing. */
  draw(): void {
    if (this.element.clientWidth !== this.width && this.element.clientWidth > 0) {
      this.update(this.array, this.marks)
      return
    }
    const { top } = this.element.getBoundingClientRect()
    const window = this.scroller.getBoundingClientRect()
    const margin = 100
    const sight = rowsInSight(this.grid, window.top - top - margin, window.bottom - top + margin)
    const wanted = new Set<number>()
    for (let i = sight.first; i < sight.end; i++) wanted.add(i)
    // The row that holds the focus stays, or the keyboard would lose its place.
    if (this.grid.boxes > 0) wanted.add(Math.floor(this.focusIndex / this.grid.columns))
    for (const [index, row] of this.drawn) {
      if (wanted.has(index)) continue
      row.remove()
      this.drawn.delete(index)
    }
    for (const index of wanted) {
      if (this.drawn.has(index)) continue
      const row = this.drawRow(this.grid.rows[index]!)
      this.drawn.set(index, row)
      const after = [...this.drawn.keys()].filter(other => other > index).sort((a, b) => a - b)[0]
      this.element.insertBefore(row, after === undefined ? null : this.drawn.get(after)!)
    }
    const firstRow = this.grid.rows[sight.first]
    const lastRow = this.grid.rows[sight.end - 1]
    if (firstRow !== undefined && lastRow !== undefined) this.events.sighted(firstRow.first, lastRow.first + lastRow.count)
  }

  private drawRow(row: Row): HTMLElement {
    const element = h('div', { class: 'row', role: 'row', 'aria-rowindex': row.index + 1 })
    element.style.transform = `translateY(${row.top}px)`
    for (let i = row.first; i < row.first + row.count; i++) element.append(this.drawBox(boxAt(this.array, i), i - row.first))
    return element
  }

  private drawBox(box: Box, column: number): HTMLElement {
    const known = this.array.step === 1 ? this.array.known.get(box.bucket) : undefined
    const moved = this.marks.moved(box)
    const changed = this.marks.changed.has(box.index)
    const selected =
      this.marks.selected !== undefined && this.marks.selected >= box.bucket && this.marks.selected < box.bucket + box.buckets
    const classes = ['cell', `level-${box.level}`]
    if (changed) classes.push('changed')
    if (moved) classes.push('moved')
    if (selected) classes.push('selected')
    const label = describe(box, moved, changed, this.marks.current)
    const cell = h('div', {
      class: classes.join(' '),
      role: 'gridcell',
      'aria-colindex': column + 1,
      'aria-label': label,
      'aria-selected': String(selected),
      title: label,
      tabindex: box.index === this.focusIndex ? 0 : -1,
      'data-i': box.index,
    })
    cell.append(this.drawBucket(box, known))
    const links = Math.min(mostLinks, box.overflow)
    for (let link = 0; link < links; link++) cell.append(drawLink(box, known, link, box.overflow > mostLinks && link === mostLinks - 1))
    return cell
  }

  private drawBucket(box: Box, known: MapBucket | undefined): HTMLElement {
    const element = h('span', { class: 'bucket' })
    if (this.grid.scale.name === 'large' && known !== undefined) {
      element.classList.add('slots')
      for (const used of usedSlots(known.cells)) element.append(h('i', { class: used ? 'used' : undefined }))
    } else {
      const inFirst =
        known === undefined
          ? Math.min(slotsPerBucket, Math.round(box.entries / box.buckets))
          : usedSlots(known.cells).filter(Boolean).length
      element.append(h('i', { class: `fill f${box.entries > 0 ? Math.max(1, inFirst) : 0}` }))
    }
    if (this.grid.scale.name === 'large') element.append(h('b', {}, String(box.bucket)))
    return element
  }

  private key(event: KeyboardEvent): void {
    const index = indexOf(event.target)
    if (index === undefined) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      this.select(index)
      return
    }
    const rowsPerPage = Math.floor(this.scroller.clientHeight / (this.grid.rows[0]?.height ?? 1)) - 1
    const target = move(this.grid, index, event.ctrlKey ? `Control+${event.key}` : event.key, rowsPerPage)
    if (target === undefined) return
    event.preventDefault()
    this.focus(target)
  }

  private select(index: number): void {
    this.focusIndex = index
    this.events.select(boxAt(this.array, index).bucket)
  }

  /** Puts the focus on a box and scrolls it into sight. */
  focus(index = this.focusIndex): void {
    this.cellAt(this.focusIndex)?.setAttribute('tabindex', '-1')
    this.focusIndex = index
    this.draw()
    const cell = this.cellAt(index)
    cell?.setAttribute('tabindex', '0')
    cell?.focus({ preventScroll: true })
    cell?.scrollIntoView({ block: 'nearest' })
  }

  /** Scrolls to a bucket without taking the focus. */
  reveal(bucket: number): void {
    this.focusIndex = Math.floor(bucket / this.array.step)
    this.draw()
    this.cellAt(this.focusIndex)?.scrollIntoView({ block: 'nearest' })
  }

  private cellAt(index: number): HTMLElement | undefined {
    return this.element.querySelector<HTMLElement>(`[data-i="${index}"]`) ?? undefined
  }
}

function drawLink(box: Box, known: MapBucket | undefined, link: number, more: boolean): HTMLElement {
  const used =
    known?.overflow[link]?.cells.filter(cell => cell.state === 'full').length ??
    Math.min(slotsPerBucket, box.entries - slotsPerBucket * (link + 1))
  const element = h('span', { class: more ? 'link more' : 'link' }, h('i', { class: `fill across f${Math.max(0, used)}` }))
  return element
}

/** What a box is, in words: its tooltip and what screen readers say. */
export function describe(box: Box, moved: boolean | undefined, changed: boolean, current: boolean): string {
  const name =
    box.buckets === 1 ? `${current ? 'Bucket' : 'Old bucket'} ${box.bucket}` : `Buckets ${box.bucket} to ${box.bucket + box.buckets - 1}`
  const parts = [plural(box.entries, 'entry', 'entries')]
  if (box.overflow > 0) parts.push(plural(box.overflow, 'overflow bucket'))
  if (moved !== undefined)
    parts.push(current ? (moved ? 'filled from the old array' : 'still in the old array') : moved ? 'moved' : 'not moved yet')
  if (changed) parts.push('changed since the last stop')
  return `${name}: ${parts.join(', ')}`
}

function indexOf(target: EventTarget | null): number | undefined {
  if (!(target instanceof Element)) return undefined
  const cell = target.closest<HTMLElement>('[data-i]')
  return cell === null ? undefined : Number(cell.dataset.i)
}
