/**
 * A value that others watch.
 * @template T
 */
export class Observable {
  #value;
  #watchers = new Set();

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher(value);
  }

  /** Merge `changes` into a value that is an object. */
  change(changes) {
    this.value = { ...this.#value, ...changes };
  }

  /**
   * Call `watcher` now and at each change; the answer ends that.
   * @param {(value: T) => void} watcher
   */
  watch(watcher) {
    this.#watchers.add(watcher);
    watcher(this.#value);
    return () => this.#watchers.delete(watcher);
  }
}
