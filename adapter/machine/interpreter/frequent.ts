// Which handlers are part of the interpreter's main loop: those unoptimised Go code spends its time in.

// Chosen by counting what compiled programs execute; every entry costs the optimising compiler time, so no more than pay.
const frequent = new Set([
  ...forms('MOVQ', 'm,r n,r r,m r,n r,r i,r i,m'),
  ...forms('MOVL', 'm,r r,m r,r i,r'),
  ...forms('MOVB', 'r,m i,m'),
  ...forms('MOVBLZX', 'm,r n,r r,r'),
  ...forms('MOVUPS', 'm,x x,m'),
  ...forms('MOVLQSX', 'm,r r,r'),
  ...forms('LEAQ', 'm,r n,r'),
  ...forms('ADDQ', 'r,r i,r m,r i,m'),
  ...forms('SUBQ', 'r,r i,r m,r'),
  ...forms('INCQ', 'r m'),
  ...forms('DECQ', 'r'),
  ...forms('ANDQ', 'r,r i,r'),
  ...forms('ANDL', 'i,r'),
  ...forms('XORL', 'r,r'),
  ...forms('XORQ', 'r,r'),
  ...forms('ORQ', 'r,r'),
  ...forms('SHLQ', 'i,r'),
  ...forms('SHRQ', 'i,r'),
  ...forms('CMPQ', 'r,r r,i r,m m,r m,i'),
  ...forms('CMPL', 'r,r r,i m,i'),
  ...forms('CMPB', 'm,i r,i'),
  ...forms('TESTQ', 'r,r'),
  ...forms('TESTB', 'r,r r,m'),
  ...forms('IMULQ', 'r,r'),
  ...forms('PUSHQ', 'r'),
  ...forms('POPQ', 'r'),
  ...forms('JMP', 't'),
  ...forms('CALL', 't r m'),
  ...forms('RET', ''),
  ...['EQ', 'NE', 'LT', 'GE', 'LE', 'GT', 'LS', 'HI', 'CS', 'CC'].map(condition => `J${condition} t`),
])

function forms(mnemonic: string, list: string): string[] {
  return list.split(' ').map(form => `${mnemonic} ${form}`)
}

/** Whether the main loop contains the handler of that name. */
export function isFrequent(name: string): boolean {
  return frequent.has(name)
}
