// This file takes a log message apart: text with expressions in braces (Delve's grammar: braces nest inside an expression, there is no escape).

export type LogPart = { readonly text: string } | { readonly expression: string }

/** The parts of a log message, or why it is wrong (Delve's words). */
export function parseLogMessage(message: string): readonly LogPart[] | string {
  const parts: LogPart[] = []
  let text = ''
  for (let i = 0; i < message.length; i++) {
    const char = message[i]!
    if (char === '}') return "invalid log point format, unexpected '}'"
    if (char !== '{') {
      text += char
      continue
    }
    let depth = 1
    let end = i + 1
    for (; end < message.length && depth > 0; end++) {
      if (message[end] === '{') depth++
      else if (message[end] === '}') depth--
    }
    if (depth > 0) return 'invalid log point format, missing }'
    const expression = message.slice(i + 1, end - 1).trim()
    if (expression === '') return 'empty evaluation string'
    if (text !== '') parts.push({ text })
    text = ''
    parts.push({ expression })
    i = end - 1
  }
  if (text !== '') parts.push({ text })
  return parts
}
