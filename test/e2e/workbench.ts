// This file drives a VS Code in a browser as a person would: by what is on the screen. What is fragile is retried here, in one place.
import { mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const pictures = resolve(__dirname, '../../docs/pictures')

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: flags })
}

/** One page with one folder open. A browser context of its own keeps breakpoints and layout from leaking between tests. */
export class Workbench {
  private constructor(readonly page: Page) {}

  static async open(browser: Browser, url: string, folder: string, size = { width: 1280, height: 800 }): Promise<Workbench> {
    const page = await (await browser.newContext({ viewport: size })).newPage()
    const workbench = new Workbench(page)
    await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'commit' })
    const file = page.locator('.explorer-folders-view [role=treeitem][aria-label="main.go"]')
    await file.waitFor({ timeout: 60_000 })
    await file.dblclick()
    await page.locator('.view-lines .view-line', { hasText: 'package main' }).waitFor()
    return workbench
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  // -------------------------------------------------------------------------------------------------------------- commands

  /** Runs a command by its title. A stop that lands meanwhile focuses the editor, which closes the palette: hence the retries. */
  async command(title: string): Promise<void> {
    const { page } = this
    for (let attempt = 1; ; attempt++) {
      try {
        await page.keyboard.press('F1')
        const input = page.locator('.quick-input-widget input[type=text]').first()
        await input.waitFor({ state: 'visible', timeout: 4000 })
        await input.fill(`>${title}`, { timeout: 4000 })
        await page.locator('.quick-input-list [role=option]', { hasText: title }).first().click({ timeout: 4000 })
        return
      } catch (error) {
        if (attempt === 6) throw error
        await page.keyboard.press('Escape')
      }
    }
  }

  /**
   * Presses F5 until a session runs. Before VS Code has registered the debuggers of extensions the key does nothing; pressed again too early it
   * would continue the program past its first stop.
   */
  async start(): Promise<void> {
    const { page } = this
    await page.locator('.editor-actions .codicon-debug-alt').first().waitFor()
    const running = page.locator('.part.sidebar .composite.title a.codicon-debug-stop').first()
    for (let press = 0; press < 5; press++) {
      await page
        .locator('.editor-instance .editor-scrollable')
        .first()
        .click({ position: { x: 400, y: 150 } })
      await page.keyboard.press('F5')
      const shown = await running.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      )
      if (shown) return
    }
    throw new Error('F5 starts nothing')
  }

  /** A button of the debug toolbar, by its icon. Keys are sometimes swallowed on a loaded machine; buttons wait until they are there. */
  async tool(icon: string): Promise<void> {
    await this.page.locator(`.part.sidebar .composite.title a.codicon-debug-${icon}`).click()
  }

  /** Clicks the margin beside a line until the dot shows: before the contributions of extensions have arrived a click does nothing. */
  async breakpoint(line: number): Promise<void> {
    const { page } = this
    await this.goTo(line)
    const number = page.locator('.editor-instance .margin-view-overlays .line-numbers', { hasText: new RegExp(`^${line}$`) })
    const dot = page.locator('.codicon-debug-breakpoint').first()
    for (let click = 0; click < 20; click++) {
      const box = await number.boundingBox()
      if (box !== null) await page.mouse.click(box.x - 8, box.y + box.height / 2)
      const shown = await dot.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      )
      if (shown) return
    }
    throw new Error(`no breakpoint could be set on line ${line}`)
  }

  async goTo(line: number): Promise<void> {
    const { page } = this
    await page
      .locator('.editor-instance .editor-scrollable')
      .first()
      .click({ position: { x: 400, y: 150 } })
    await page.keyboard.press('Control+g')
    const input = page.locator('.quick-input-widget input').first()
    await input.waitFor({ state: 'visible' })
    await input.fill(`:${line}`)
    await page.keyboard.press('Enter')
  }

  async conditionalBreakpoint(line: number, condition: string): Promise<void> {
    const { page } = this
    await this.goTo(line)
    await this.command('Add Conditional Breakpoint')
    await page.locator('.breakpoint-widget .monaco-editor.focused').waitFor() // typed any earlier, it would go into the program
    await page.keyboard.type(condition)
    await page.keyboard.press('Enter')
    await page.locator('.codicon-debug-breakpoint-conditional').first().waitFor()
  }

  async functionBreakpoint(name: string): Promise<void> {
    const { page } = this
    // The command asks for the name in the view, which must be there.
    await page.keyboard.press('Control+Shift+d')
    await page.locator('.debug-viewlet, .pane-header[aria-label="Run Section"], .debug-call-stack').first().waitFor()
    await this.command('Add Function Breakpoint')
    const input = page.locator('.debug-breakpoints .inputBoxContainer input, .debug-breakpoints input.input').first()
    await input.waitFor()
    await input.fill(name)
    await page.keyboard.press('Enter')
    await page.locator('.debug-breakpoints', { hasText: name }).waitFor()
  }

  // -------------------------------------------------------------------------------------------------------------- what is seen

  get callStack(): Locator {
    return this.page.locator('.debug-call-stack')
  }

  get variables(): Locator {
    return this.page.locator('.debug-variables')
  }

  /** Waits until the program has stopped somewhere new, if `there` tells where. */
  async stopped(there: RegExp): Promise<void> {
    await until(() => seen(this.callStack), there, 'call stack', 30_000)
  }

  /** Expands a row of a tree by its twistie: the middle of a thread's row is its toolbar, a click there would continue the program. */
  async expand(row: Locator): Promise<void> {
    await row.first().waitFor()
    for (let i = 0; i < 20 && (await row.first().getAttribute('aria-expanded')) === 'false'; i++) {
      const twistie = row.first().locator('.monaco-tl-twistie')
      await ((await twistie.count()) > 0 ? twistie.first() : row.first()).click()
      await this.page.waitForTimeout(300)
    }
  }

  /** Picks from a row's context menu. A menu ignores clicks that come too soon after it has opened, and stays in the way. */
  async fromMenu(row: Locator, title: string): Promise<void> {
    await row.click({ button: 'right' })
    const item = this.page.locator('.context-view .action-label', { hasText: title })
    await item.waitFor()
    for (let click = 0; click < 10 && (await item.isVisible()); click++) {
      await this.page.waitForTimeout(300)
      await item.click({ timeout: 1000 }).catch(() => {}) // it may have closed meanwhile
    }
    await item.waitFor({ state: 'hidden', timeout: 2000 })
  }

  async collapse(row: Locator): Promise<void> {
    await row.first().waitFor()
    await this.page.mouse.move(900, 700) // away from rows whose hover would lie above what is to be clicked
    if ((await row.first().getAttribute('aria-expanded')) === 'true') await row.first().click()
  }

  async expandScope(name: string): Promise<void> {
    await this.expand(this.variables.locator(`[role=treeitem][aria-label^="Scope ${name}"]`))
  }

  /** Gives the Bucket Inspector room: a wide sidebar, and sections that are not needed closed. */
  async arrange(width = 470): Promise<void> {
    const { page } = this
    const sidebar = await page.locator('.part.sidebar').boundingBox()
    if (sidebar === null) throw new Error('there is no sidebar')
    const edge = sidebar.x + sidebar.width
    await page.mouse.move(edge, 300)
    await page.mouse.down()
    await page.mouse.move(sidebar.x + width, 300, { steps: 4 })
    await page.mouse.up()
    for (const name of ['Watch', 'Loaded Scripts', 'Breakpoints']) await this.collapse(this.section(name))
  }

  section(name: string): Locator {
    return this.page.locator(`.pane-header[aria-label="${name} Section"]`)
  }

  /** The page of the Bucket Inspector: a frame in a frame that floats above the workbench, told by its content. */
  async inspector(): Promise<Frame> {
    const end = Date.now() + 20_000
    while (Date.now() < end) {
      for (const frame of this.page.frames()) {
        if (frame.parentFrame() === null) continue
        const found = await frame
          .locator('#inspector')
          .count()
          .catch(() => 0)
        if (found > 0) return frame
      }
      await this.page.waitForTimeout(50)
    }
    throw new Error('the page of the Bucket Inspector is nowhere')
  }

  /** Takes a picture for the README when UPDATE=1; otherwise only where E2E_PICTURES says, for looking at. */
  async picture(name: string): Promise<void> {
    const folder = process.env.UPDATE === '1' ? pictures : process.env.E2E_PICTURES
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    await this.page.mouse.move(640, 400)
    await this.page.waitForTimeout(500)
    await this.page.screenshot({ path: join(folder, `${basename(name)}.png`) })
  }
}

/** The text of an element as a person sees it: with line breaks, without what is hidden. */
export function seen(locator: Locator): Promise<string> {
  return locator.innerText()
}

/** Asks again and again until the answer fits. */
export async function until(ask: () => Promise<string | null>, want: RegExp, what: string, patience = 15_000): Promise<string> {
  const end = Date.now() + patience
  let got: string | null = null
  while (Date.now() < end) {
    got = await ask().catch(error => String(error))
    if (got !== null && want.test(got)) return got
    await new Promise(done => setTimeout(done, 50))
  }
  throw new Error(`${what}: wanted ${want}, got ${got}`)
}
