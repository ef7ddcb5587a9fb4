/// <reference lib="dom" />
// This file is the Timeline's page: it takes messages, has the picture drawn, and turns clicks and keys into moments to go to.
import { h, replaceChildren } from '../bucketInspector/dom'
import { drawLabels, drawPicture } from './draw'
import { count, layOut, markNear, type Picture, pan, type Range, tickAt, xOf, zoom } from './layout'
import type { FromPage, ToPage } from './messages'

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void }

const extension = acquireVsCodeApi()
let shown: (ToPage & { kind: 'picture' }) | undefined
let picture: Picture | undefined
// Where the keyboard is; Enter goes there.
let cursor = 0

const state = h('p', { class: 'nothing' })
const note = h('p', { class: 'note' })
const labels = h('div', { class: 'names' })
const time = h('div', { class: 'time', tabindex: 0, role: 'slider', 'aria-label': 'Moment', 'aria-orientation': 'horizontal' })
const pointer = h('div', { class: 'pointer' })
const body = h('div', { class: 'body' }, labels, time)
document.getElementById('timeline')!.append(state, body, note)

function draw(): void {
  state.hidden = shown !== undefined && state.textContent === ''
  body.hidden = note.hidden = shown === undefined
  if (shown === undefined) return
  const result = shown.picture
  picture = layOut(result, Math.max(100, time.clientWidth))
  replaceChildren(labels, drawLabels(picture))
  time.replaceChildren(drawPicture(picture), pointer)
  const notes = [
    ...(result.omitted > 0 ? [`${result.omitted} goroutines are not shown.`] : []),
    ...(result.complete ? [] : ['Zoom in for more detail.']),
  ]
  note.textContent = notes.join(' ')
  moveCursor(Math.min(result.to, Math.max(result.from, cursor)))
}

function moveCursor(tick: number): void {
  cursor = tick
  if (picture === undefined || shown === undefined) return
  const { from, to } = picture.range
  pointer.style.left = `${xOf(tick, picture.range, picture.width)}px`
  for (const [name, value] of [
    ['aria-valuemin', from],
    ['aria-valuemax', to],
    ['aria-valuenow', tick],
  ] as const)
    time.setAttribute(name, String(value))
  time.setAttribute('aria-valuetext', describe(tick))
}

/** What happens at a tick, for those who do not see the picture. */
function describe(tick: number): string {
  const near = picture!.marks.find(mark => mark.kind !== 'now' && mark.tick === tick)
  const running = shown!.picture.lanes.flatMap(lane =>
    lane.spans.some(span => span.state === 'running' && span.from <= tick && tick < span.to)
      ? [`goroutine ${lane.goid} in ${lane.name}`]
      : [],
  )
  return [
    `tick ${count(tick)}`,
    ...(near === undefined ? [] : [near.text]),
    running.length === 0 ? 'nothing runs' : `running: ${running.join(', ')}`,
  ].join('; ')
}

function want({ from, to }: Range): void {
  extension.postMessage({ kind: 'want', from, to, resolution: Math.max(50, Math.round(time.clientWidth / 2)) })
}

const whole = (): Range => ({ from: 0, to: shown?.picture.frontier ?? 1 })

time.addEventListener('click', event => {
  if (picture === undefined) return
  const tick = tickAt(event.clientX - time.getBoundingClientRect().left, picture.range, picture.width)
  const mark = markNear(picture.marks, xOf(tick, picture.range, picture.width))
  moveCursor(mark?.tick ?? tick)
  extension.postMessage({ kind: 'seek', tick: cursor })
})

time.addEventListener('wheel', event => {
  if (picture === undefined || !(event.ctrlKey || event.metaKey || event.shiftKey)) return
  event.preventDefault()
  const around = tickAt(event.clientX - time.getBoundingClientRect().left, picture.range, picture.width)
  if (event.shiftKey) want(pan(picture.range, Math.sign(event.deltaY || event.deltaX) * 0.2, whole()))
  else want(zoom(picture.range, event.deltaY < 0 ? 2 : 0.5, around, whole()))
})

time.addEventListener('keydown', event => {
  if (picture === undefined) return
  const { range, width, marks } = picture
  const pixel = (range.to - range.from) / width
  const step = Math.max(1, Math.round(pixel * (event.shiftKey ? 50 : 5)))
  const others = [...new Set(marks.filter(mark => mark.kind !== 'now').map(mark => mark.tick))].sort((a, b) => a - b)
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => moveCursor(Math.max(range.from, cursor - step)),
    ArrowRight: () => moveCursor(Math.min(range.to, cursor + step)),
    Home: () => moveCursor(range.from),
    End: () => moveCursor(range.to),
    // From mark to mark: stops and bookmarks.
    PageUp: () => moveCursor(others.filter(tick => tick < cursor).at(-1) ?? range.from),
    PageDown: () => moveCursor(others.find(tick => tick > cursor) ?? range.to),
    Enter: () => extension.postMessage({ kind: 'seek', tick: cursor }),
    ' ': () => extension.postMessage({ kind: 'seek', tick: cursor }),
    '+': () => want(zoom(range, 2, cursor, whole())),
    '=': () => want(zoom(range, 2, cursor, whole())),
    '-': () => want(zoom(range, 0.5, cursor, whole())),
    '0': () => want(whole()),
  }
  const move = moves[event.key]
  if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  move()
})

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  document.body.classList.toggle('running', data.kind === 'running')
  if (data.kind === 'running') return
  if (data.kind === 'nothing') {
    shown = undefined
    state.textContent = data.text
  } else {
    const same = shown?.picture.now === data.picture.now
    shown = data
    state.textContent = ''
    if (!same) cursor = data.picture.now
  }
  draw()
})

new ResizeObserver(() => draw()).observe(time)
extension.postMessage({ kind: 'ready' })
