import { setTimeout } from "node:timers/promises";

/** Wait for a condition; a test that waits for ever ends by its own limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(2);
}
