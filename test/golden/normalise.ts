// This file reduces a crash report to what real Go and a faithful simulation of it must share. What may differ: addresses, offsets in functions, numbers
// of goroutines and threads, arguments of frames, and the places of the library's frames. What may not: messages, states of goroutines, names and
// order of frames, the places of the program's own frames.

const libraryFrame = /^(panic|runtime|sync|internal\/|os|fmt|time|errors|strings|bytes|sort)\b/

/** The comparable parts of a report, as text. */
export function normalise(report: string): string {
  const numbers = new Map<string, string>()
  const rename = (number: string): string => {
    const known = numbers.get(number)
    if (known !== undefined) return known
    const name = `G${numbers.size + 1}`
    numbers.set(number, name)
    return name
  }
  const lines = report.replace(/\r/g, '').split('\n').map(line => normaliseLine(line, rename))
  return lines
    .map((line, i) => (line.startsWith('\t') && i > 0 && libraryFrame.test(lines[i - 1]!.replace(/^created by /, '')) ? '\t(library)' : line))
    .join('\n')
    .trim()
}

function normaliseLine(line: string, rename: (number: string) => string): string {
  return line
    .replace(/goroutine (\d+)/g, (_, number: string) => `goroutine ${rename(number)}`)
    .replace(/^\t.*?\/([^/]+\.go:\d+)( \+0x[0-9a-f]+)?.*$/, '\t$1')
    .replace(/ \+0x[0-9a-f]+$/, '')
    .replace(/^([A-Za-z_$][\w$./]*[\w./*()[\]{}·,-]*?)\((?:[^()]|\([^()]*\))*\)$/, (whole, name: string) =>
      whole.startsWith('panic(') ? 'panic(…)' : `${name}(…)`,
    )
    .replace(/\bm=\d+/g, 'm=N')
    .replace(/0x[0-9a-f]+/g, '0x…')
}

/** The outcomes that a .variants file allows: exit code and first line of stderr. */
export function variants(text: string): { exit: number; firstLine: string }[] {
  return [...text.matchAll(/\((\d+), ['"](.*?)['"][,)]/g)].map(([, exit, line]) => ({ exit: Number(exit), firstLine: line === '0' ? '' : line! }))
}
