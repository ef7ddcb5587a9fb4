// This file measures the two engines on Go programs: processor time from the first instruction to the end, and how many times faster
// translated code is than the interpreter. Both engines execute the same ticks.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PackageArchive } from '../../adapter/compiler/archive'
import { compileProgram } from '../../adapter/compiler/compile'
import { unpackGoroot } from '../../adapter/compiler/goroot'
import { Machine } from '../../adapter/machine/machine'

const programs: Record<string, { text: string; count: number; unit: string }> = {
  'loop: sum += i ^ (sum >> 3)': {
    count: 40_000_000,
    unit: 'iteration',
    text: 'sum := 0\n for i := 0; i < 40_000_000; i++ { sum += i ^ (sum >> 3) }\n println(sum)',
  },
  'fib(32)': {
    count: 7_049_155,
    unit: 'call',
    text: 'println(fib(32))\n}\nfunc fib(n int) int {\n if n < 2 { return n }\n return fib(n-1) + fib(n-2)',
  },
  '1M map inserts': {
    count: 1_000_000,
    unit: 'insert',
    text: 'm := map[int]int{}\n for i := 0; i < 1_000_000; i++ { m[i] = i }\n println(len(m))',
  },
  '1M map lookups': {
    count: 1_000_000,
    unit: 'lookup',
    text: 'm := map[int]int{}\n for i := 0; i < 1000; i++ { m[i] = i }\n n := 0\n for i := 0; i < 1_000_000; i++ { n += m[i&1023] }\n println(n)',
  },
  'channel ping-pong': {
    count: 100_000,
    unit: 'round',
    text: `a, b := make(chan int), make(chan int)
	go func() { for v := range a { b <- v + 1 }; close(b) }()
	n := 0
	for i := 0; i < 100_000; i++ { a <- n; n = <-b }
	close(a)
	println(n)`,
  },
  'four goroutines, one mutex': {
    count: 400_000,
    unit: 'lock',
    text: `var mu sync.Mutex
	var done sync.WaitGroup
	n := 0
	for g := 0; g < 4; g++ {
		done.Add(1)
		go func() {
			defer done.Done()
			for i := 0; i < 100_000; i++ { mu.Lock(); n++; mu.Unlock() }
		}()
	}
	done.Wait()
	println(n)`,
  },
}

/** Prints a table. */
export function bench(root: string): void {
  const goroot = unpackGoroot(readFileSync(join(root, 'dist/goroot.sources')))
  const archive = new PackageArchive(readFileSync(join(root, 'dist/goroot.archive')))
  console.log('engines, processor time to the end (best of 3):'.padEnd(52), 'interpreter     translated')
  for (const [name, { text, count, unit }] of Object.entries(programs)) {
    const source = `package main\n\n${text.includes('sync.') ? 'import "sync"\n\n' : ''}func main() {\n ${text}\n}\n`
    const compiled = compileProgram({ files: [{ path: '/bench/main.go', text: source }], root: '/bench' }, goroot, archive)
    if (compiled.errors !== undefined) throw new Error(compiled.errors.join('\n'))
    const { sections, entry, functions } = compiled.image
    let ticks = 0
    const best = (engine: 'interpreter' | 'both') => {
      let least = Number.POSITIVE_INFINITY
      for (let round = 0; round < 3; round++) {
        const machine = new Machine({ sections, entry, functions, args: ['bench'], env: [], seed: 1, cores: 4, engine, onOutput: () => {} })
        const before = process.cpuUsage()
        while (machine.run(1_000_000).reason === 'budget');
        const { user, system } = process.cpuUsage(before)
        least = Math.min(least, (user + system) / 1000)
        ticks = machine.tick
      }
      return least
    }
    const [slow, fast] = [best('interpreter'), best('both')]
    const figure = (time: number) => `${time.toFixed(0)} ms`.padStart(8)
    const each = `${((fast * 1e6) / count).toFixed(1)} ns a ${unit}`
    console.log(
      `  ${name.padEnd(50)} ${figure(slow)} ${figure(fast)}  ${(slow / fast).toFixed(1)} times; ${each}, ${(ticks / 1e6).toFixed(0)} M ticks`,
    )
  }
}
