/// <reference lib="dom" />
// This file draws a laid out Timeline as SVG; colours come from the style sheet, and so from the theme.
import { h } from '../bucketInspector/dom'
import { type LaneRow, type Mark, type Picture, sizes } from './layout'

const namespace = 'http://www.w3.org/2000/svg'

function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/** The time part; a picture for those who see it, the slider around it speaks to the others. */
export function drawPicture(picture: Picture): SVGElement {
  const { width, height, axis, lanes, marks } = picture
  return svg(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    ...axis.map(({ x, text }) =>
      svg(
        'g',
        { class: 'axis' },
        svg('line', { x1: x, x2: x, y1: sizes.axis - 4, y2: height }),
        svg('text', { x: x + 3, y: sizes.axis - 6 }, text),
      ),
    ),
    ...lanes.map(drawLane),
    ...marks.map(mark => drawMark(mark, height)),
  )
}

function drawLane({ y, bars, maps, end, system }: LaneRow): SVGElement {
  const top = y + (sizes.lane - sizes.bar) / 2
  return svg(
    'g',
    { class: system ? 'lane system' : 'lane' },
    ...bars.map(({ x, width, state, text }) =>
      svg(
        'rect',
        state === 'waiting'
          ? { class: state, x, width, y: y + sizes.lane / 2 - 1, height: 2 }
          : { class: state, x, width, y: top, height: sizes.bar },
        svg('title', {}, text),
      ),
    ),
    ...maps.map(({ x, width, text }) =>
      svg('rect', { class: 'map', x, width, y: top + sizes.bar, height: sizes.map }, svg('title', {}, text)),
    ),
    ...(end === undefined ? [] : [svg('line', { class: 'end', x1: end, x2: end, y1: top - 1, y2: top + sizes.bar + 1 })]),
  )
}

function drawMark({ kind, x, text }: Mark, height: number): SVGElement {
  const y = sizes.axis
  const title = svg('title', {}, text)
  if (kind === 'now') return svg('g', { class: kind }, svg('line', { x1: x, x2: x, y1: 0, y2: height }), title)
  const shape = kind === 'stop' ? svg('circle', { cx: x, cy: y + 4, r: 3 }) : svg('path', { d: `M${x - 3} ${y}h6v8l-3-2.5-3 2.5z` })
  return svg('g', { class: kind }, shape, svg('line', { x1: x, x2: x, y1: y + 8, y2: height }), title)
}

/** The names of the lanes, beside the time part. */
export function drawLabels({ lanes }: Picture): HTMLElement {
  return h(
    'ol',
    { class: 'labels', 'aria-label': 'Goroutines' },
    ...lanes.map(({ label, system }) => h('li', { class: system ? 'system' : '', title: label }, label)),
  )
}
