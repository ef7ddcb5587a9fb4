// Tests in a real VS Code. They are no part of `npm test`: they need a browser and a code-server, which globalSetup.ts installs.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/globalSetup.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    retry: 3,
    fileParallelism: false, // one server, two processor cores
  },
})
