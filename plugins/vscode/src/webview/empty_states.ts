// What stands where there are no pictures to show: what can be asked, and why nothing is here.

import * as l10n from "@vscode/l10n";
import { el, wordButton } from "./elements";
import { type GlyphName, glyph } from "./glyphs";
import { pictures } from "./phrases";

export interface TeachingActions {
  searchFor(words: string): void;
  chooseFile(): void;
}

/** Nothing was asked yet: the three ways to search, each with an example to try. */
export function teaching(librarySize: number | null, actions: TeachingActions): HTMLElement {
  const example = (words: string) => wordButton(words, () => actions.searchFor(words), "link");
  return el(
    "div",
    { class: "teaching" },
    el("h2", {}, l10n.t("What are you looking for?")),
    el(
      "p",
      { class: "quiet" },
      librarySize === null
        ? l10n.t("Your pictures, on this computer only.")
        : l10n.t("{0} ready to be found, on this computer only.", pictures(librarySize)),
    ),
    el(
      "ul",
      {},
      way(
        "words",
        l10n.t("Describe it"),
        l10n.t("In your own words: what is on it, its colours, its light."),
        [example(l10n.t("warm sunset, wide sky"))],
      ),
      way("picture", l10n.t("Show it a picture"), l10n.t("Paste one here, or drop a file."), [
        wordButton(l10n.t("Choose a picture…"), () => actions.chooseFile(), "link"),
      ]),
      way(
        "letters",
        l10n.t("Type a code"),
        l10n.t("Letters and numbers that stand in the picture: a label, a title."),
        [example("BB-2047-K")],
      ),
    ),
  );
}

function way(name: GlyphName, title: string, text: string, actions: readonly HTMLElement[]): HTMLElement {
  return el(
    "li",
    {},
    glyph(name, 18),
    el("div", {}, el("h3", {}, title), el("p", { class: "quiet" }, text), actions),
  );
}

/** A search that found nothing. */
export function nothingFound(isNarrowed: boolean, searchAll: () => void): HTMLElement {
  return middle(
    "search",
    l10n.t("No pictures found"),
    isNarrowed
      ? l10n.t("The search is narrowed to one folder.")
      : l10n.t("Try fewer words, or describe what is seen rather than what it means."),
    isNarrowed ? wordButton(l10n.t("Search all folders"), searchAll) : null,
  );
}

/** Hits that do not pass the slider. */
export function allHidden(count: number, showAll: () => void): HTMLElement {
  return middle(
    "options",
    l10n.t("Nothing is that much alike"),
    count === 1
      ? l10n.t("1 picture lies below what the slider asks for.")
      : l10n.t("{0} pictures lie below what the slider asks for.", count.toLocaleString()),
    wordButton(l10n.t("Show them"), showAll),
  );
}

function middle(name: GlyphName, title: string, text: string, action: HTMLElement | null): HTMLElement {
  return el(
    "div",
    { class: "middle" },
    glyph(name, 24),
    el("h2", {}, title),
    el("p", { class: "quiet" }, text),
    action,
  );
}

/** The shape of results while the first ones are on their way. */
export function waiting(): HTMLElement {
  const parts = [3, 2, 2, 3, 4, 3, 2, 3];
  return el(
    "div",
    { class: "skeletons", "aria-hidden": "true" },
    parts.map((part) => {
      const bone = el("span", { class: "skeleton" });
      bone.style.flexGrow = String(part);
      return bone;
    }),
  );
}
