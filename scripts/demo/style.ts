// This file colours text for terminals; without one (or with NO_COLOR) it leaves it alone.

const on = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const style = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = style(1)
export const dim = style(2)
export const red = style(31)
export const green = style(32)
export const yellow = style(33)
export const cyan = style(36)

export function heading(text: string): string {
  return `${bold(`── ${text} `)}${dim('─'.repeat(Math.max(3, 90 - text.length)))}`
}
