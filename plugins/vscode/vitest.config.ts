import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/unit/**/*.test.ts"],
    restoreMocks: true,
    unstubEnvs: true,
    // What waits for ever fails; how fast the computer is, and what else runs on it, is no matter of these tests.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
