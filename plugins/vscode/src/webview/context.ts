import type { FromView } from "../core/messages";
import type { BoxesSwitch } from "./boxes_switch";
import type { Thumbnails } from "./thumbnails";

/** What all parts of the view stand on. */
export interface ViewContext {
  post(message: FromView): void;
  /** Have something read out. */
  say(sentence: string): void;
  /** Show a sentence of the view's own, such as that a file is no picture. */
  tell(sentence: string, advice: string): void;
  readonly thumbnails: Thumbnails;
  readonly boxes: BoxesSwitch;
  /** Ends with the view: listeners on the document go with it. */
  readonly signal: AbortSignal;
}
