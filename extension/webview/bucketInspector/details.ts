/// <reference lib="dom" />
// This file draws one bucket: its eight slots and those of its overflow buckets, with tophash, state, key and value.
import type { CellState, MapBucket, MapCell } from '../../../adapter/dap/protocol'
import { changedCells } from './changes'
import { h, plural } from './dom'
import type { Model, Selection } from './model'

const stateWords: Readonly<Record<CellState, string>> = {
  emptyRest: 'empty, as is all behind it',
  emptyOne: 'empty',
  evacuatedX: 'moved to X (same index)',
  evacuatedY: 'moved to Y (upper half)',
  evacuatedEmpty: 'empty, moved',
  full: 'full',
}

/** The panel below the grids. */
export function details(model: Model, selection: Selection, close: () => void): HTMLElement {
  const { picture } = model
  const old = selection.which === 'old'
  const bucket = (old ? model.knownOld : model.known).get(selection.bucket)
  const button = h('button', { class: 'close', 'data-key': 'close', title: 'Close (Escape)', 'aria-label': 'Close the bucket' }, '×')
  button.addEventListener('click', close)
  const name = `${old ? 'Old bucket' : 'Bucket'} ${selection.bucket}`
  const title = h('h2', {}, name, bucket === undefined ? undefined : h('small', {}, ` ${summary(bucket, old, picture?.old !== undefined)}`))
  const head = h('header', {}, title, button)
  if (bucket === undefined) return h('div', {}, head, h('p', { class: 'hint' }, 'reading…'))
  const changed = old ? new Set<number>() : changedCells(model.before.get(bucket.index), bucket)
  const tables = [bucket, ...bucket.overflow].map((part, link) => table(part.address, part.cells, link, changed))
  return h('div', {}, head, ...tables)
}

function summary(bucket: MapBucket, old: boolean, growing: boolean): string {
  const used = [bucket, ...bucket.overflow].reduce((sum, part) => sum + part.cells.filter(cell => cell.state === 'full').length, 0)
  const parts = [plural(used, 'entry', 'entries')]
  if (bucket.overflow.length > 0) parts.push(plural(bucket.overflow.length, 'overflow bucket'))
  if (old) parts.push(bucket.evacuated ? 'moved' : 'not moved yet')
  else if (growing && bucket.evacuated === false) parts.push('its entries are still in the old array')
  return parts.join(', ')
}

function table(address: string, cells: readonly MapCell[], link: number, changed: ReadonlySet<number>): HTMLElement {
  const caption = h('caption', {}, link === 0 ? `bmap at ${address}` : `↳ overflow ${link} at ${address}`)
  const head = h('tr', {}, ...['', 'tophash', 'key', 'value'].map(text => h('th', { scope: 'col' }, text)))
  const rows = cells.map((cell, slot) => row(cell, slot, changed.has(link * 8 + slot)))
  return h('table', { class: link === 0 ? undefined : 'overflow' }, caption, h('thead', {}, head), h('tbody', {}, ...rows))
}

function row(cell: MapCell, slot: number, changed: boolean): HTMLElement {
  const full = cell.state === 'full'
  const hash = cell.tophash.toString(16).padStart(2, '0')
  const classes = [full ? 'full' : 'free', changed ? 'changed' : ''].join(' ').trim()
  const cellText = (text: string | undefined) => h('td', { title: text }, text ?? '')
  return h(
    'tr',
    { class: classes },
    h('th', { scope: 'row' }, String(slot), changed ? h('span', { class: 'mark', title: 'changed since the last stop' }, ' ●') : undefined),
    h('td', { class: 'hash', title: stateWords[cell.state] }, `0x${hash}`),
    ...(full || cell.key !== undefined
      ? [cellText(cell.key), cellText(cell.value)]
      : [h('td', { colspan: 2, class: 'state' }, stateWords[cell.state])]),
  )
}
