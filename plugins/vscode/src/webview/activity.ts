// What is going on: the bar that runs under the fields as the editor's own does, and what is read out.

import * as l10n from "@vscode/l10n";
import type { Activity, ViewState } from "../core/messages";
import { el, put, write } from "./elements";
import { percent } from "./phrases";

// Longer than it takes to press the next key: only what still holds then is read out.
const SAY_AFTER_MS = 400;

/** Name what is going on; "" where nothing is. */
export function activityName(activity: Activity): string {
  switch (activity) {
    case "idle":
      return "";
    case "connecting":
      return l10n.t("Connecting…");
    case "searching":
      return l10n.t("Searching…");
    case "sending":
      return l10n.t("Sending the picture…");
    case "fetching":
      return l10n.t("Fetching the picture…");
    case "inserting":
      return l10n.t("Inserting…");
    case "copying":
      return l10n.t("Copying…");
    default:
      return "";
  }
}

export class ProgressBar {
  readonly element: HTMLElement;
  readonly #part: HTMLElement;

  constructor() {
    this.#part = el("span", { class: "progress-part" });
    this.element = el("div", { class: "progress", role: "progressbar" }, this.#part);
  }

  show({ activity, progress }: ViewState): void {
    const name = activityName(activity);
    this.element.classList.toggle("running", name !== "");
    this.element.classList.toggle("known", progress !== null);
    put(this.element, "aria-hidden", name === "" ? "true" : null);
    put(this.element, "aria-label", name || l10n.t("Progress"));
    put(this.element, "aria-valuetext", progress === null ? name : percent(progress * 100));
    put(this.element, "aria-valuenow", progress === null ? null : String(Math.round(progress * 100)));
    this.#part.style.width = progress === null ? "" : `${Math.round(progress * 100)}%`;
  }
}

/** Sentences that are read out, once they have stayed the last thing to say for a moment. */
export class Voice {
  readonly element: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal) {
    this.element = el("div", {
      class: "unseen",
      role: "status",
      "aria-live": "polite",
      "aria-atomic": "true",
    });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  say(sentence: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => write(this.element, sentence), SAY_AFTER_MS);
  }
}
