// This file checks what the parser makes of Go: trees, or errors in gc's words.
import { Diagnostics } from '../../../adapter/compiler/diagnostics'
import { parseFile } from '../../../adapter/compiler/syntax/parser'
import { FileSet } from '../../../adapter/compiler/syntax/positions'
import { printTree } from '../../../adapter/compiler/syntax/printTree'
import { golden } from '../../golden'

golden(`${import.meta.dirname}/trees.txt`, input => {
  const fileSet = new FileSet()
  const diagnostics = new Diagnostics(fileSet)
  const file = parseFile(fileSet, 'a.go', input, diagnostics)
  return diagnostics.hasErrors ? diagnostics.format().join('\n') : printTree(file)
})
