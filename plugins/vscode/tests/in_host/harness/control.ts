// What a suite asks of the tests that run the editor: they hold the hub, the browser and the owner's key.

import { env } from "node:process";

/** How a hub of the tests' own answers. */
export type Answer =
  | "usual"
  /** Bytes that are no JSON. */
  | "garbage"
  /** JSON that is no answer. */
  | "nonsense"
  /** 1 GB. */
  | "endless"
  /** 503 with the code `busy`. */
  | "busy"
  /** 401: its owner has taken the access away. */
  | "revoked"
  /** Nothing at all. */
  | "silence";

/** Where things are. */
export interface About {
  /** The folder of the library's originals: one folder below it for each subject. */
  readonly pictures: string;
  /** The HOME of the person whose editor and hub these are. */
  readonly home: string;
  /** A regular expression: run only the tests whose title it matches. "" for all. */
  readonly only: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Long enough for a hub that starts on a busy machine. */
const PATIENCE_MS = 60_000;

/** Ask the tests around the editor. */
export class Control {
  readonly #address: string;

  constructor() {
    const { BOWERBIRD_TEST_CONTROL: address } = env;
    if (address === undefined) throw new Error("BOWERBIRD_TEST_CONTROL is not set: see README.md");
    this.#address = address;
  }

  about(): Promise<About> {
    return this.#ask<About>("about");
  }

  /** Do something to the person's hub, and wait until that is done. `ensure` starts one that does not run. */
  async hub(what: "ensure" | "start" | "stop" | "kill" | "restart" | "freeze" | "thaw"): Promise<void> {
    await this.#ask("hub", { do: what });
  }

  /** Wait until an editor asks to be let in, and answer as the owner. Gives the code that the owner was shown. */
  approve(): Promise<string> {
    return this.#ask<string>("pairing", { decision: "approve" });
  }

  deny(): Promise<string> {
    return this.#ask<string>("pairing", { decision: "deny" });
  }

  /** Take the access from all editors. */
  async revoke(): Promise<void> {
    await this.#ask("revoke");
  }

  /** Ask the person's hub what only the owner may. */
  owner(method: string, path: string, fields?: unknown): Promise<unknown> {
    return this.#ask<unknown>("owner", { method, path, fields: fields ?? null });
  }

  /** Put a hub of the tests' own in the place of the person's. It lets everybody in and has three hits. */
  async standIn(): Promise<void> {
    await this.#ask("stand-in", { do: "start" });
  }

  /** Put the person's hub back; each test begins with it. */
  async standDown(): Promise<void> {
    await this.#ask("stand-in", { do: "stop" });
  }

  /** Have the stand-in answer one route in a certain way from now on: answer("POST", "/v1/search", "garbage"). */
  async answer(method: string, path: string, how: Answer): Promise<void> {
    await this.#ask("answer", { method, path, how });
  }

  /** Give what the stand-in was asked so far. */
  asked(): Promise<readonly Asked[]> {
    return this.#ask<readonly Asked[]>("asked");
  }

  /** Press keys in the browser, as Playwright names them: press("Escape"), press("Control+Z"). */
  async press(keys: string): Promise<void> {
    await this.#ask("press", { keys });
  }

  /** Click what says `text` in the window or in a view of ours: the button of a dialog, for example. */
  async click(text: string): Promise<void> {
    await this.#ask("click", { text });
  }

  /** Read all the text that is in the window and in the views in it. */
  seen(): Promise<string> {
    return this.#ask<string>("seen");
  }

  /** Put a PNG file into the clipboard. */
  async clipPicture(path: string): Promise<void> {
    await this.#ask("clip", { path });
  }

  async report(title: string, error: string | null, milliseconds: number): Promise<void> {
    await this.#ask("report", { title, error, milliseconds });
  }

  async #ask<T>(what: string, fields: object = {}): Promise<T> {
    const answer = await fetch(`${this.#address}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = (await answer.json()) as { readonly value: T } | { readonly error: string };
    if ("error" in said) throw new Error(`${what}: ${said.error}`);
    return said.value;
  }
}
