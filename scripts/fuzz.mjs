// `npm run fuzz [minutes]`: random sequences of requests, with another seed each round, until something breaks or time is up.
import { spawnSync } from 'node:child_process'

const minutes = Number(process.argv[2] ?? 10)
const end = Date.now() + minutes * 60_000
for (let round = 0; Date.now() < end; round++) {
  const seed = String(Date.now() % 2 ** 31)
  console.log(`round ${round + 1}, FUZZ_SEED=${seed}`)
  const run = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/dap/fuzz.test.ts', '-t', 'any requests', '--testTimeout', '600000'],
    {
      stdio: 'inherit',
      env: { ...process.env, FUZZ_SEED: seed, FUZZ_MS: '90000' },
    },
  )
  if (run.status !== 0) {
    console.error(`failed; again: FUZZ_SEED=${seed} FUZZ_MS=90000 npx vitest run test/dap/fuzz.test.ts`)
    process.exit(1)
  }
}
