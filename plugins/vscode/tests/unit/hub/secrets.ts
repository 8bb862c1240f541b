import type { CredentialStore } from "../../../src/core/hub/credentials";

/** Keeps the text in memory. */
export class Secrets implements CredentialStore {
  text: string | undefined;
  broken: Error | null = null;
  reads = 0;

  constructor(text?: string) {
    this.text = text;
  }

  async get(): Promise<string | undefined> {
    this.reads += 1;
    this.#fail();
    return this.text;
  }

  async store(text: string): Promise<void> {
    this.#fail();
    this.text = text;
  }

  async forget(): Promise<void> {
    this.#fail();
    this.text = undefined;
  }

  #fail(): void {
    if (this.broken !== null) throw this.broken;
  }
}
