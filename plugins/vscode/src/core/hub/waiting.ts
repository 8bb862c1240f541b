/** When to look again for a hub that was stopped: it comes back within seconds, or much later. */
export const RETRY_MS: readonly number[] = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/** Wait, unless the signal comes first: then reject with its reason. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const give = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", give);
      resolve();
    }, ms);
    signal?.addEventListener("abort", give, { once: true });
  });
}

/** Give what a piece of work gives, or reject with the signal's reason; the work itself goes on. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) {
    work.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    work.finally(() => signal.removeEventListener("abort", give)).then(resolve, reject);
  });
}
