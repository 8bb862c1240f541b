/** What a notice's button does. */
export type Remedy =
  | "none"
  | "connect"
  | "pair"
  | "search-again"
  | "lower-similarity"
  | "clear-filters"
  | "open-page"
  | "open-folder";

/**
 * Say what could not be done: a stable `code`, a plain `sentence`, and in `advice` what to do next.
 *
 * Every error that reaches a person is one of these; anything else is a fault of ours and goes to the log.
 */
export class Trouble extends Error {
  readonly code: string;
  readonly sentence: string;
  readonly advice: string;
  readonly remedy: Remedy;

  constructor(code: string, sentence: string, advice = "", remedy: Remedy = "none", options?: ErrorOptions) {
    super(`${sentence} ${advice}`.trim(), options);
    this.name = "Trouble";
    this.code = code;
    this.sentence = sentence;
    this.advice = advice;
    this.remedy = remedy;
  }
}
