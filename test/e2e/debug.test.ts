// A person's first quarter of an hour with Mapscope: a real VS Code, the packaged extension, no launch.json anywhere.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser, seen, until, Workbench } from './workbench'

let browser: Browser
let workbench: Workbench | undefined

beforeAll(async () => {
  browser = await launchBrowser(inject('chromium'))
})
afterAll(() => browser?.close())
afterEach(async context => {
  const failed = context.task.result?.state === 'fail' || (context.task.result?.errors?.length ?? 0) > 0
  if (failed && process.env.UPDATE !== '1') await workbench?.picture(`failed-${context.task.name.replace(/\W+/g, '-')}`)
  await workbench?.close()
  workbench = undefined
})

async function open(sample: string, height = 900): Promise<Workbench> {
  workbench = await Workbench.open(browser, inject('url'), join(inject('workspace'), sample), { width: 1400, height })
  return workbench
}

test('F5 on a Go file: a function breakpoint in the runtime, goroutines, registers, the map being written', async () => {
  const w = await open('concurrent-map')
  await w.functionBreakpoint('runtime.mapassign_fast64')
  await w.start()
  await w.stopped(/mapassign_fast64/)
  await w.arrange()
  await until(
    () => seen(w.callStack),
    /\[Go 1\] [\s\S]*\[Go \d+\] main\.main\.func1[\s\S]*runtime\.mapassign_fast64\s+map_fast64\.go/,
    'goroutines and frames',
  )
  await w.expandScope('Registers')
  await until(() => seen(w.variables), /rip\s*=\s*0x0000000000[0-9a-f]{6}\s[\s\S]*rsp\s*=\s*0x000000c0/, 'registers')
  const page = await w.inspector()
  await until(() => seen(page.locator('.headline')), /^map\[int\]int\s+0 entries/, 'the map before its first entry')
  await until(
    () => seen(page.locator('.activity')),
    /goroutine \d+ writing in runtime\.mapassign_fast64 from main\.go:\d+/,
    'who is inside',
  )
  for (const entries of ['1 entry', '2 entries', '3 entries']) {
    await w.tool('continue')
    await until(() => seen(page.locator('.headline')), new RegExp(`\\b${entries}\\b`), 'entries')
  }
  await until(() => seen(page.locator('.changes')), /\+1 entry.*bucket 0 changed/, 'what changed')
  expect(await page.locator('[role=gridcell]').count()).toBe(1)
  await w.expandScope('Registers')
  await w.picture('function-breakpoint')
  await w.tool('stop')
  await until(() => seen(page.locator('.nothing')), /Stop a Go program/, 'the inspector after the end')
})

test('a fatal error: the badge, both goroutines inside the map, and on to the end', async () => {
  const w = await open('concurrent-writes')
  await w.start()
  await w.stopped(/fatal error/i)
  await w.arrange()
  await until(() => seen(w.callStack), /main\.fill\s+main\.go/, 'the line of the program')
  const page = await w.inspector()
  const inside = () => seen(page.locator('.activity'))
  await until(inside, /goroutine (\d+) writing[\s\S]*goroutine (?!\1)\d+ writing/, 'both goroutines')
  await until(() => page.locator('.grid .fill').count().then(String), /^[1-9]\d*$/, 'buckets')
  await w.tool('continue')
  await until(
    () => seen(w.page.locator('.repl')),
    /fatal error: concurrent map writes|goroutine \d+ \[semacquire\]/,
    'the console, wherever it is scrolled to',
  )
})

test('a launch configuration with a seed: the run that dies', async () => {
  const launch = JSON.parse(readFileSync(resolve(__dirname, '../../.vscode/launch.json'), 'utf8')) as {
    configurations: { program: string; seed?: number }[]
  }
  const deadly = launch.configurations.find(({ program, seed }) => program.endsWith('/concurrent-map') && seed !== undefined && seed !== 1)!
  const folder = join(inject('workspace'), 'concurrent-map-dies')
  rmSync(folder, { recursive: true, force: true }) // a retry comes here again
  cpSync(join(inject('workspace'), 'concurrent-map'), folder, { recursive: true })
  mkdirSync(join(folder, '.vscode'))
  const configuration = { ...deadly, name: 'the run that dies', program: '${workspaceFolder}' }
  writeFileSync(join(folder, '.vscode/launch.json'), JSON.stringify({ version: '0.2.0', configurations: [configuration] }))
  const w = await open('concurrent-map-dies')
  await w.start()
  await w.stopped(/fatal error/i)
  await w.arrange()
  await until(() => seen(w.callStack), /main\.main\.func[12]\s+main\.go/, 'the line of the program')
  const page = await w.inspector()
  await until(
    () => seen(page.locator('.activity')),
    /goroutine \d+ writing[\s\S]*goroutine \d+ reading|goroutine \d+ reading[\s\S]*goroutine \d+ writing/,
    'both',
  )
  await until(() => seen(w.page.locator('.repl')), new RegExp(`seed ${deadly.seed}`), 'the seed')
  await w.picture('fatal')
})

test('a growing map: old buckets move step by step; slots by keyboard', async () => {
  const w = await open('map-growth', 1000)
  await w.conditionalBreakpoint(12, 'i == 54')
  await w.start()
  await w.stopped(/main\.main\s+main\.go/)
  await w.arrange()
  const page = await w.inspector()
  await until(() => seen(page.locator('.headline')), /53 entries\s+16 buckets \(B=4\)[\s\S]*growing \d\/8/, 'growing')
  const old = page.locator('.grid[aria-label="Old buckets"]')
  const title = () => seen(page.locator('.old h2'))
  const before = Number(/(\d) of 8/i.exec(await title())![1])
  await w.tool('step-over')
  await until(() => seen(page.locator('.headline')), /54 entries/, 'after the step')
  await until(title, new RegExp(`${before + 1} of 8|${before + 2} of 8`, 'i'), 'old buckets moved')
  await until(() => seen(page.locator('.changes')), /\+1 entry.*old buckets? moved/, 'what changed')
  await until(() => old.locator('.moved').count().then(String), new RegExp(`${before + 1}|${before + 2}`), 'boxes marked as moved')
  expect(await old.locator('[role=gridcell]').first().getAttribute('aria-label')).toMatch(/^Old bucket 0: .*moved$/)
  // The keyboard: one box is in the tab order; arrows walk, Enter opens, Escape closes and comes back.
  const grid = page.locator('.grid[aria-label="Buckets"]')
  expect(await grid.locator('[tabindex="0"]').count()).toBe(1)
  await grid.locator('[tabindex="0"]').focus()
  await w.page.keyboard.press('End')
  await w.page.keyboard.press('ArrowLeft')
  const label = await page.evaluate('document.activeElement.getAttribute("aria-label")')
  expect(label).toMatch(/^Bucket \d+: /)
  await w.page.keyboard.press('Enter')
  const bucket = /^Bucket (\d+)/.exec(String(label))![1]
  await until(() => seen(page.locator('.details')), new RegExp(`Bucket ${bucket} [\\s\\S]*bmap at 0xc0[\\s\\S]*7\\s`, 'i'), 'eight slots')
  await w.page.keyboard.press('Escape')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(label)
  await page.evaluate('document.querySelector(".scroller").scrollTo(0, 0)')
  await w.picture('growing-map')
})

test('back in time: step back, the last write of a variable, to the beginning', async () => {
  const w = await open('map-growth', 1000)
  await w.conditionalBreakpoint(12, 'i == 54')
  await w.start()
  await w.stopped(/main\.main\s+main\.go/)
  await w.arrange()
  const page = await w.inspector()
  const entries = (count: number) => until(() => seen(page.locator('.headline')), new RegExp(`\\b${count} entries`), `${count} entries`)
  await entries(53)
  await w.tool('step-over')
  await entries(54)
  await w.tool('step-back')
  await entries(53)
  await until(() => seen(w.page.locator('.repl')), /in the past: tick \d+ of \d+/, 'where in time one is')
  await w.fromMenu(w.variables.locator('[role=treeitem]', { hasText: /^i\b/ }).first(), 'Go to Last Write')
  await until(() => seen(w.variables), /\bi\s*=\s*5[34]\b/, 'the statement that wrote i')
  await w.tool('reverse-continue')
  await until(() => seen(w.callStack), /main\.go\s+(9|10)\b/, 'the beginning')
  await w.tool('continue')
  await entries(53)
  await w.picture('back-in-time')
})

test('a hot bucket: from the variable to its buckets, and to the longest chain', async () => {
  const w = await open('bucket-hotspot', 1000)
  await w.breakpoint(55)
  await w.start()
  await w.stopped(/main\.main\s+main\.go/)
  await w.arrange()
  await w.fromMenu(w.variables.locator('[role=treeitem]', { hasText: /^hot/ }).first(), 'Show Buckets')
  const page = await w.inspector()
  await until(() => seen(page.locator('.headline')), /60 entries/, 'headline')
  await w.collapse(w.section('Variables'))
  await page.locator('button.hot').first().click()
  await until(
    () => seen(page.locator('.details')),
    /bucket \d+\s+60 entries, 7 overflow buckets[\s\S]*0x[0-9a-f]{2}\s+\d+\s+\d+[\s\S]*overflow 7 at 0xc0/i,
    'the chain',
  )
  expect(await page.locator('.level-hot .link').count()).toBeGreaterThanOrEqual(5)
  await w.picture('hot-bucket')
})

test('65,536 buckets: only what is in sight is drawn and asked for', async () => {
  mkdirSync(join(inject('workspace'), 'big-map'), { recursive: true })
  writeFileSync(
    join(inject('workspace'), 'big-map/main.go'),
    `package main

func main() {
	big := make(map[int]int, 400000) // 65,536 buckets
	for i := 0; i < 3000; i++ {
		big[i] = i
	}
	println(len(big))
}
`,
  )
  const w = await open('big-map')
  await w.breakpoint(8)
  await w.start()
  await w.stopped(/main\.main\s+main\.go/)
  await w.arrange()
  const page = await w.inspector()
  await until(() => seen(page.locator('.headline')), /3,000 entries\s+65,536 buckets \(B=16\)/, 'headline', 30_000)
  const drawn = () => page.locator('[role=gridcell]').count()
  expect(await drawn()).toBeGreaterThan(30)
  expect(await drawn()).toBeLessThan(2000)
  // From end to end, a screen at a time: never more than what is in sight, and never nothing.
  const counts = await page.evaluate<number[]>(`(async () => {
    const scroller = document.querySelector('.scroller')
    const counts = []
    for (let i = 0; i <= 60; i++) {
      scroller.scrollTop = (scroller.scrollHeight * i) / 60
      await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
      counts.push(document.querySelectorAll('[role=gridcell]').length)
    }
    return counts
  })()`)
  expect(Math.min(...counts)).toBeGreaterThan(30)
  expect(Math.max(...counts)).toBeLessThan(2000)
  await page.locator('[role=grid] [tabindex="0"]').first().focus()
  await w.page.keyboard.press('Control+End')
  await until(() => page.evaluate<string>('document.activeElement.getAttribute("aria-label")'), /^Bucket 65535: /, 'the last bucket')
  await w.page.keyboard.press('Enter')
  await until(() => seen(page.locator('.details')), /bucket 65535[\s\S]*bmap at 0xc0/i, 'its slots')
})

test('a nil map: the panic, and the map in the field of a struct', async () => {
  const w = await open('nil-map')
  await w.start()
  await w.stopped(/main\.\(\*config\)\.set/)
  await until(() => seen(w.page.locator('.pane-header[aria-label^="Call Stack"]')), /panic/i, 'the badge of the only goroutine')
  const page = await w.inspector()
  await until(() => seen(page.locator('.headline')), /map\[string\]string\s+nil map/, 'the nil map')
})
