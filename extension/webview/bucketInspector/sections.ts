/// <reference lib="dom" />
// This file draws what stands around the grids: the headline, the header's fields, metrics with their thresholds, goroutines, hot buckets.
import type { MapMetrics, MapPicture } from '../../../adapter/dap/protocol'
import { type Changes, headerFields } from './changes'
import { h, plural } from './dom'
import type { Model } from './model'

/** One line that says how the map is. */
export function headline({ choice, picture }: Model): HTMLElement {
  if (picture === undefined || choice === undefined) return h('div')
  const { header, old, metrics } = picture
  if (header === undefined)
    return h('div', { class: 'headline' }, h('strong', {}, picture.type), ' nil map: reading gives zero values, writing panics')
  const growing =
    old === undefined
      ? undefined
      : `${header.flags.includes('sameSizeGrow') ? 'rearranging' : 'growing'} ${old.evacuated}/${old.bucketCount}`
  return h(
    'div',
    { class: 'headline' },
    h('strong', {}, picture.type),
    h('span', { class: 'fact' }, plural(header.count, 'entry', 'entries')),
    h('span', { class: 'fact' }, `${plural(picture.bucketCount, 'bucket')} (B=${header.B})`),
    metrics === undefined ? undefined : h('span', { class: 'fact' }, `load ${metrics.loadFactor.toFixed(2)}`),
    growing === undefined ? undefined : h('span', { class: 'fact growing' }, growing),
    header.flags.includes('hashWriting') ? h('span', { class: 'fact writing' }, 'being written') : undefined,
  )
}

/** Goroutines that are inside a map function on this map at this moment. */
export function activity(picture: MapPicture): HTMLElement | undefined {
  if (picture.activity.length === 0) return undefined
  const verbs = { assign: 'writing', access: 'reading', delete: 'deleting', iterate: 'iterating', clear: 'clearing' }
  const items = picture.activity.map(({ goid, operation, function: name, user, running }) =>
    h(
      'li',
      {},
      h('strong', {}, `goroutine ${goid}`),
      ` ${verbs[operation]} in `,
      h('code', {}, name),
      ` from ${user}${running ? ', on a core' : ''}`,
    ),
  )
  return h(
    'section',
    { class: 'activity', 'aria-label': 'Goroutines inside this map' },
    h('h2', {}, 'Inside this map now'),
    h('ul', {}, ...items),
  )
}

/** What changed since the last stop, in a sentence. */
export function changeLine(changes: Changes): HTMLElement | undefined {
  return changes.sentence === '' ? undefined : h('p', { class: 'changes' }, `Since the last stop: ${changes.sentence}`)
}

/** The fields of hmap; changed ones say what they were. */
export function fields(picture: MapPicture, changes: Changes): HTMLElement {
  const rows = headerFields(picture).map(([name, value]) => {
    const was = changes.header.get(name)
    return h(
      'div',
      { class: was === undefined ? 'field' : 'field changed' },
      h('dt', {}, name),
      h('dd', { title: value }, value, was === undefined ? undefined : h('small', {}, ` was ${was}`)),
    )
  })
  return h('dl', { class: 'fields', 'aria-label': 'Fields of the header (hmap)' }, ...rows)
}

/** The three measures that decide when a map grows, each beside its threshold. */
export function metrics(m: MapMetrics): HTMLElement {
  return h(
    'section',
    { class: 'metrics', 'aria-label': 'Metrics' },
    meter(
      'Load factor',
      m.loadFactor,
      m.loadLimit,
      m.loadFactor.toFixed(2),
      `of ${m.loadLimit}; grows after ${plural(m.growsAt - 1, 'entry', 'entries')}`,
    ),
    meter('Overflow', m.overflowBuckets, m.tooManyOverflow, String(m.overflowBuckets), `of ${m.tooManyOverflow}; from there on rearranged`),
    meter('Longest chain', m.longestChain, 4, String(m.longestChain), `mean ${m.meanChain.toFixed(2)}; 1 is best`, 1),
  )
}

function meter(name: string, value: number, limit: number, text: string, note: string, from = 0): HTMLElement {
  const share = limit <= from ? 0 : Math.max(0, Math.min(1, (value - from) / (limit - from)))
  const bar = h('span', { class: share >= 1 ? 'bar at-limit' : share > 0.8 ? 'bar near-limit' : 'bar' }, h('i'))
  ;(bar.firstElementChild as HTMLElement).style.width = `${(share * 100).toFixed(1)}%`
  const attributes = {
    class: 'meter',
    role: 'meter',
    'aria-label': name,
    'aria-valuenow': value,
    'aria-valuemin': from,
    'aria-valuemax': limit,
    'aria-valuetext': `${text} ${note}`,
  }
  return h('div', attributes, h('span', { class: 'name' }, name), h('span', { class: 'value' }, text), bar, h('small', {}, note))
}

/** The fullest buckets, as buttons that lead to them. Not shown when no bucket has an overflow bucket. */
export function hotBuckets(m: MapMetrics, select: (bucket: number) => void): HTMLElement | undefined {
  const hot = m.hotBuckets.filter(bucket => bucket.chain > 1)
  if (hot.length === 0) return undefined
  const items = hot.map(({ index, entries, chain }) => {
    const button = h(
      'button',
      { 'data-key': `hot ${index}`, class: 'hot' },
      h('strong', {}, `#${index}`),
      ` ${plural(entries, 'entry', 'entries')}, chain of ${chain}`,
    )
    button.addEventListener('click', () => select(index))
    return h('li', {}, button)
  })
  return h('section', { 'aria-label': 'Hot buckets' }, h('h2', {}, 'Hot buckets'), h('ul', { class: 'hot-list' }, ...items))
}

/** What could not be read. */
export function problems(picture: MapPicture): HTMLElement | undefined {
  return picture.problems.length === 0
    ? undefined
    : h('ul', { class: 'problems' }, ...picture.problems.map(problem => h('li', {}, problem)))
}
