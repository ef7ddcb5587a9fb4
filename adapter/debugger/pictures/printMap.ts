// This file writes a map's picture as text: one line a bucket, the form that tests, logs and people share.
//
//   new[1]: 5a "a"->1  91 "k"->7  . . . . . .  -> overflow: 11 "z"->9 . . . . . . .
import type { MapBucket, MapCell, MapPicture } from '../../dap/protocol'

const marks: Readonly<Record<string, string>> = { emptyRest: '.', emptyOne: '-', evacuatedX: 'X', evacuatedY: 'Y', evacuatedEmpty: '_' }

/** A header line and a line for each drawn bucket; runs of empty slots are written close together. */
export function printMap(picture: MapPicture): string {
  const { header, old } = picture
  if (header === undefined) return `${picture.type} nil`
  const lines = [
    `${picture.type} count ${header.count} B ${header.B} flags [${header.flags.join(' ')}] noverflow ${header.noverflow}${
      old === undefined ? '' : ` growing: ${old.evacuated} of ${old.bucketCount} moved, nevacuate ${header.nevacuate}`
    }`,
  ]
  for (const bucket of old?.buckets ?? []) lines.push(`old[${bucket.index}]${bucket.evacuated ? ' moved' : ''}: ${printBucket(bucket)}`)
  for (const bucket of picture.buckets) lines.push(`new[${bucket.index}]: ${printBucket(bucket)}`)
  for (const call of picture.activity) lines.push(`goroutine ${call.goid} ${call.operation} ${call.function} ${call.user}`)
  for (const problem of picture.problems) lines.push(`problem: ${problem}`)
  return lines.join('\n')
}

function printBucket(bucket: MapBucket): string {
  return [bucket.cells, ...bucket.overflow.map(overflow => overflow.cells)].map(printCells).join('  -> overflow: ')
}

function printCells(cells: readonly MapCell[]): string {
  let text = ''
  let full = false
  for (const cell of cells) {
    if (text !== '') text += full || cell.state === 'full' ? '  ' : ' '
    full = cell.state === 'full'
    text += full ? `${cell.tophash.toString(16).padStart(2, '0')} ${cell.key}->${cell.value}` : marks[cell.state]
  }
  return text
}
