// This file draws a map's buckets as text: header, then one line a bucket with its chain.
import type { MapBucket, MapCell, MapPicture, OverflowBucket } from '../../adapter/dap/protocol'
import { bold, dim, yellow } from './style'

/** One line for the header, one for each bucket of the picture's range. */
export function drawBuckets(picture: MapPicture): string {
  const { header, metrics } = picture
  if (header === undefined) return '  a nil map'
  const flags = header.flags.length === 0 ? 'none' : yellow(header.flags.join(' '))
  const lines = [
    `  hmap ${header.address}  count=${header.count} B=${header.B} flags=${flags} noverflow=${header.noverflow} load=${(metrics?.loadFactor ?? 0).toFixed(2)} of ${metrics?.loadLimit ?? 6.5}`,
  ]
  if (picture.old !== undefined)
    lines.push(yellow(`  growing: ${picture.old.evacuated} of ${picture.old.bucketCount} old buckets evacuated`))
  for (const bucket of picture.buckets) lines.push(`  ${String(bucket.index).padStart(3)}  ${drawChain(bucket)}`)
  const rest = picture.bucketCount - picture.buckets.length
  if (rest > 0) lines.push(dim(`       … and ${rest} more buckets`))
  return lines.join('\n')
}

function drawChain(bucket: MapBucket): string {
  return [bucket, ...bucket.overflow].map((part: MapBucket | OverflowBucket) => part.cells.map(drawCell).join(' ')).join(dim(' -> '))
}

function drawCell(cell: MapCell): string {
  if (cell.state !== 'full') return dim('.')
  return `${dim(cell.tophash.toString(16).padStart(2, '0'))} ${bold(cell.key ?? '?')}:${cell.value ?? '?'}`
}
