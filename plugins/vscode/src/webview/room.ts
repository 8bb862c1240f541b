// Where the pictures would be when there are none.

import type { ViewState } from "../core/messages";
import { el, fill } from "./elements";
import { allHidden, nothingFound, type TeachingActions, teaching, waiting } from "./empty_states";

export interface RoomActions extends TeachingActions {
  searchAll(): void;
  showAll(): void;
}

export class Room {
  readonly element = el("div", { class: "room" });
  readonly #actions: RoomActions;
  #shown = "";

  constructor(actions: RoomActions) {
    this.#actions = actions;
  }

  /** Say why nothing is to be seen, where that is so: `found` hits came, and `passed` pass the slider. */
  show(state: ViewState, found: number, passed: number): void {
    const kind = kindOf(state, found, passed);
    const shown = JSON.stringify([kind, state.librarySize, found, state.folder]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.hidden = kind === "none";
    fill(this.element, this.#make(kind, state, found));
  }

  #make(kind: Kind, state: ViewState, found: number): HTMLElement | null {
    switch (kind) {
      case "teaching":
        return teaching(state.librarySize, this.#actions);
      case "waiting":
        return waiting();
      case "hidden":
        return allHidden(found, () => this.#actions.showAll());
      case "nothing":
        return nothingFound(state.folder !== null, () => this.#actions.searchAll());
      default:
        return null;
    }
  }
}

type Kind = "none" | "teaching" | "waiting" | "hidden" | "nothing";

function kindOf({ activity, clue, notice }: ViewState, found: number, passed: number): Kind {
  if (passed > 0) return "none";
  if (found > 0) return "hidden";
  if (clue.words.trim() === "" && clue.picture === null) return "teaching";
  if (activity === "searching" || activity === "sending" || activity === "connecting") return "waiting";
  // The notice says why there is nothing: it is no answer of the library.
  return notice?.isError ? "none" : "nothing";
}
