/// <reference lib="dom" />
// This file is the Bucket Inspector's page: it takes messages, keeps the model, and has it drawn.
import { details } from './details'
import { h, replaceChildren } from './dom'
import { GridView, type Marks } from './gridView'
import { arraysOf } from './layout'
import { type FromPage, mostCells, type ToPage } from './messages'
import { currentBucketFor, emptyModel, type Model, missing, receive, type Selection } from './model'
import { activity, changeLine, fields, headline, hotBuckets, metrics, problems } from './sections'

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void }

const extension = acquireVsCodeApi()
let model: Model = emptyModel

// ---------------------------------------------------------------------------------------------------------------- the page's parts

const picker = h('select', { 'aria-label': 'Map', 'data-key': 'picker' }) as HTMLSelectElement
const state = h('span', { class: 'state' })
const bar = h('div', { class: 'bar-top' }, picker, state)
const nothing = h('p', { class: 'nothing' })
const top = h('div', { class: 'top' })
const currentTitle = h('h2', {})
const oldTitle = h('h2', {})
const bottom = h('div', { class: 'bottom' })
const scroller = h('div', { class: 'scroller' })
const panel = h('section', { class: 'details', 'aria-label': 'Selected bucket' })
const live = h('div', { class: 'unseen', 'aria-live': 'polite', role: 'status' })

const current = new GridView(scroller, 'Buckets', {
  select: bucket => select({ which: 'current', bucket }),
  sighted: (from, to) => want('current', from, to),
})
const old = new GridView(scroller, 'Old buckets', {
  select: bucket => select({ which: 'old', bucket }),
  sighted: (from, to) => want('old', from, to),
})
const oldSection = h('section', { class: 'old' }, oldTitle, old.element)
const hint = h('p', { class: 'hint' }, 'Click a bucket, or press Enter on it, to see its slots.')
scroller.append(top, h('section', {}, currentTitle, current.element), oldSection, hint, bottom)
document.getElementById('inspector')!.append(bar, nothing, scroller, panel, live)

// ---------------------------------------------------------------------------------------------------------------- drawing

function draw(): void {
  const { picture } = model
  drawPicker()
  state.textContent = model.running ? 'running' : ''
  document.body.classList.toggle('running', model.running)
  nothing.hidden = picture !== undefined
  nothing.textContent = model.nothing ?? 'Stop a Go program in Mapscope to see the buckets of its maps.'
  bar.hidden = model.maps.length === 0
  scroller.hidden = picture === undefined
  panel.hidden = picture === undefined || model.selection === undefined
  if (picture === undefined) return
  const hasArray = picture.bucketCount > 0
  replaceChildren(
    top,
    headline(model),
    changeLine(model.changes),
    activity(picture),
    picture.metrics === undefined || !hasArray ? undefined : metrics(picture.metrics),
  )
  replaceChildren(
    bottom,
    picture.metrics === undefined ? undefined : hotBuckets(picture.metrics, bucket => select({ which: 'current', bucket }, true)),
    picture.header === undefined ? undefined : h('section', {}, h('h2', {}, 'hmap'), fields(picture, model.changes)),
    problems(picture),
  )
  drawGrids()
  drawPanel()
}

function drawPicker(): void {
  const label = (map: Model['maps'][number]) =>
    `${map.expression}${map.where === '' ? '' : ` — ${map.where}`} (${map.nil ? 'nil' : map.count})`
  replaceChildren(picker, ...model.maps.map(map => h('option', { value: map.id, selected: map.id === model.chosen }, label(map))))
  picker.disabled = model.running
}

function drawGrids(): void {
  const { picture, selection, changes } = model
  if (picture === undefined) return
  const arrays = arraysOf(picture, model.known, model.knownOld)
  const growing = picture.old !== undefined
  currentTitle.textContent =
    picture.bucketCount === 0 ? 'No buckets yet: they are made at the first insertion' : growing ? 'New buckets' : 'Buckets'
  hint.hidden = picture.bucketCount === 0 || selection !== undefined
  const marks = (which: Selection['which']): Marks => ({
    changed: which === 'current' ? changes.boxes : new Set(),
    selected: selection?.which === which ? selection.bucket : undefined,
    current: which === 'current',
    moved: box => {
      if (!growing || box.buckets > 1) return undefined
      const known = (which === 'current' ? model.known : model.knownOld).get(box.bucket)
      return known === undefined ? undefined : known.evacuated === true
    },
  })
  oldSection.hidden = !growing
  current.update(arrays.current, marks('current'))
  if (arrays.old !== undefined && picture.old !== undefined) {
    oldTitle.textContent = `Old buckets: ${picture.old.evacuated} of ${picture.old.bucketCount} moved`
    old.update(arrays.old, marks('old'))
  }
}

function drawPanel(): void {
  const { selection } = model
  panel.hidden = selection === undefined
  if (selection !== undefined) replaceChildren(panel, details(model, selection, closePanel))
}

function closePanel(): void {
  const grid = model.selection?.which === 'old' ? old : current
  model = { ...model, selection: undefined }
  drawGrids()
  drawPanel()
  grid.focus()
}

function select(selection: Selection, reveal = false): void {
  model = { ...model, selection }
  drawPanel()
  drawGrids()
  if (reveal) current.reveal(selection.bucket)
  const known = selection.which === 'old' ? model.knownOld : model.known
  if (!known.has(selection.bucket) && model.picture !== undefined) ask(currentBucketFor(selection, model.picture), 1)
}

// ---------------------------------------------------------------------------------------------------------------- asking for cells

let timer: ReturnType<typeof setTimeout> | undefined
const sighted = { current: [0, 0], old: [0, 0] }
let asked = ''

/** Boxes came into sight. Scrolling brings many such calls; the last one counts. */
function want(which: Selection['which'], from: number, to: number): void {
  sighted[which] = [from, to]
  clearTimeout(timer)
  timer = setTimeout(askForSighted, 80)
}

function askForSighted(): void {
  const { picture } = model
  if (picture === undefined || model.running) return
  const ranges = [
    picture.occupancyStep === 1 ? missing(model.known, sighted.current[0]!, Math.min(sighted.current[1]!, picture.bucketCount)) : undefined,
    picture.old?.occupancyStep === 1
      ? missing(model.knownOld, sighted.old[0]!, Math.min(sighted.old[1]!, picture.old.bucketCount))
      : undefined,
  ]
  const range = ranges.find(candidate => candidate !== undefined)
  if (range !== undefined) ask(range.start, range.count)
}

function ask(start: number, count: number): void {
  const key = `${model.stop} ${start} ${count}`
  if (key === asked || model.choice === undefined) return // what does not come is not asked for twice
  asked = key
  extension.postMessage({ kind: 'wantCells', stop: model.stop, id: model.choice.id, start, count: Math.min(count, mostCells) })
}

// ---------------------------------------------------------------------------------------------------------------- events

window.addEventListener('message', event => {
  const message = event.data as ToPage
  const before = model
  model = receive(model, message)
  if (model === before) return
  if (message.kind === 'cells') {
    drawGrids()
    drawPanel()
    askForSighted()
    return
  }
  draw()
  if (message.kind === 'picture') {
    if (model.changes.sentence !== '') live.textContent = `${message.choice.expression}: ${model.changes.sentence}`
    const { selection } = model
    if (selection !== undefined && !(selection.which === 'old' ? model.knownOld : model.known).has(selection.bucket))
      ask(currentBucketFor(selection, message.picture), 1)
  }
})

let frame = 0
const redraw = () => {
  cancelAnimationFrame(frame)
  frame = requestAnimationFrame(() => {
    if (model.picture === undefined) return
    current.draw()
    if (model.picture.old !== undefined) old.draw()
  })
}
scroller.addEventListener('scroll', redraw, { passive: true })
new ResizeObserver(redraw).observe(scroller)
picker.addEventListener('change', () => extension.postMessage({ kind: 'choose', id: picker.value }))
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && model.selection !== undefined) closePanel()
})

draw()
extension.postMessage({ kind: 'ready' })
