import type { Hit } from "../hub/hub";

/** How a picture is put to use: as the settings say, copied into the workspace, where it lies, or after asking. */
export type Way = "usual" | "copy" | "link" | "options";

export interface UseOptions {
  readonly way: Way;
  /** The words of the search that found it, for alternative texts and names. */
  readonly words: string;
  readonly signal: AbortSignal;
  /** 0..1 of what is fetched. */
  progress(part: number): void;
}

/** What the editor does with pictures. All throw `Trouble`; what was done is told in a sentence. */
export interface Using {
  /** Name what an insertion would go to: "guide.md"; null where nothing is open that text can be put into. */
  target(): string | null;
  /** Put pictures at the cursor in the form of its language: one edit. Gives null where the person gave up. */
  insert(hits: readonly Hit[], options: UseOptions): Promise<string | null>;
  /** Copy pictures into the workspace without inserting them. */
  copyToWorkspace(hits: readonly Hit[], options: UseOptions): Promise<string | null>;
  /** Show a picture in an editor of its own. */
  open(hit: Hit, signal: AbortSignal): Promise<void>;
}
