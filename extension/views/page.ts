// This file is the HTML of a view's page: an empty body, one style sheet, one script, and a policy that allows nothing else.
import { randomBytes } from 'node:crypto'

export interface PageParts {
  readonly cspSource: string
  readonly script: string
  readonly style: string
  readonly title: string
  /** Id of the element that the script fills. */
  readonly root: string
}

export function viewPage({ cspSource, script, style, title, root }: PageParts): string {
  const nonce = randomBytes(16).toString('base64url')
  // Positions of rows are set through the style object of elements, which style-src does not govern.
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
<main id="${root}"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`
}
