import * as l10n from "@vscode/l10n";

/** How long to watch before the first guess, in milliseconds: the first files tell little about the rest. */
const SETTLING_MS = 2000;

/** Say how far a run over many files is, and once it can be told how long it still takes. */
export function howFar(done: number, total: number, elapsedMs: number): string {
  if (elapsedMs < SETTLING_MS || done === 0 || done >= total) return l10n.t("{0} of {1}", done, total);
  const seconds = Math.ceil(((total - done) * elapsedMs) / done / 1000);
  if (seconds < 60) return l10n.t("{0} of {1}, about {2} s left", done, total, seconds);
  return l10n.t("{0} of {1}, about {2} min left", done, total, Math.ceil(seconds / 60));
}
