// The fields for words and for what to avoid, and the picture that is searched with.

import * as l10n from "@vscode/l10n";
import type { ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, glyphButton, isComposing, put } from "./elements";
import { glyph } from "./glyphs";
import { PictureChip } from "./picture_chip";
import { PictureInput } from "./picture_input";
import type { Picture } from "./reading";
import { WordField } from "./word_field";

// The page waits as long, and for the same reason: shorter asks for half words, longer feels slow.
const TYPING_PAUSE = 350;
const MOST_WORDS = 2000;
const MOST_AVOIDED = 500;

export interface SearchBoxEvents {
  intoResults(): void;
  openHistory(): void;
  moreLike(id: string): void;
}

export class SearchBox {
  readonly element: HTMLElement;
  readonly pictures: PictureInput;
  readonly #context: ViewContext;
  readonly #events: SearchBoxEvents;
  readonly #words: WordField;
  readonly #avoid: WordField;
  readonly #avoidRow: HTMLElement;
  readonly #avoidButton: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #chip: PictureChip;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = "";
  #isBusy = false;
  #hasPicture = false;

  constructor(context: ViewContext, events: SearchBoxEvents) {
    this.#context = context;
    this.#events = events;
    this.#words = new WordField(
      "words",
      l10n.t("Search your pictures"),
      l10n.t("Describe it, or type a code"),
      MOST_WORDS,
    );
    this.#avoid = new WordField("avoid", l10n.t("Without"), l10n.t("blue, people"), MOST_AVOIDED);
    this.#stop = glyphButton("stop", l10n.t("Stop (Escape)"), () => context.post({ type: "stop" }));
    this.#clear = glyphButton("close", l10n.t("Clear (Escape)"), () => this.#empty());
    this.#avoidButton = glyphButton(
      "without",
      l10n.t("What to avoid"),
      () => this.#openAvoid(this.#avoidRow.hidden),
      { "aria-expanded": "false", "aria-controls": "avoid-row" },
    );
    const choose = glyphButton("picture", l10n.t("Search with a picture file…"), () => this.chooseFile());
    this.#avoidRow = el(
      "div",
      { class: "field avoid", id: "avoid-row", hidden: true },
      this.#avoid.label,
      this.#avoid.input,
    );
    this.element = el("div", { role: "search", class: "search" });
    this.pictures = new PictureInput(context, this.element, events.moreLike);
    this.#chip = new PictureChip(context, this.pictures, () => {
      context.post({ type: "clear-picture" });
      this.#words.input.focus();
    });
    this.element.append(
      el(
        "div",
        { class: "field words" },
        glyph("search"),
        this.#words.label,
        this.#words.input,
        this.#stop,
        this.#clear,
        this.#avoidButton,
        choose,
        this.pictures.file,
      ),
      this.#chip.element,
      this.#avoidRow,
    );
    put(this.#words.label, "class", "unseen");
    for (const field of [this.#words, this.#avoid]) {
      field.input.addEventListener("input", () => this.#typed());
      field.input.addEventListener("keydown", (event) => this.#key(event, field));
    }
    context.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#showButtons();
  }

  get drafts(): { readonly words: string; readonly avoid: string } {
    return { words: this.#words.value, avoid: this.#avoid.value };
  }

  /** Put back what was typed before the view was hidden. */
  restore(words: string, avoid: string): void {
    if (words !== "") this.#words.input.value = words;
    if (avoid !== "") this.#avoid.input.value = avoid;
    this.#openAvoid(avoid !== "", false);
    this.#showButtons();
  }

  /** Show what is searched with, whatever was typed. */
  take({ words, avoid }: ViewState["clue"]): void {
    this.#words.input.value = words;
    this.#avoid.input.value = avoid;
    this.#openAvoid(avoid !== "", false);
    this.#showButtons();
  }

  show({ clue, activity }: ViewState): void {
    this.#words.show(clue.words);
    this.#avoid.show(clue.avoid);
    if (clue.avoid !== "") this.#openAvoid(true, false);
    this.#chip.show(clue);
    this.#hasPicture = clue.picture !== null || clue.saved !== null;
    this.#isBusy = activity !== "idle" && activity !== "connecting";
    this.#showButtons();
  }

  /** Take what the extension has of the picture from outside. */
  takePicture(picture: Picture | null): void {
    this.#chip.take(picture);
  }

  focus(): void {
    this.#words.input.focus();
    this.#words.input.select();
  }

  /** Search for words as if they had been typed. */
  searchFor(words: string): void {
    this.#words.input.value = words;
    this.#words.input.focus();
    this.#ask(true);
  }

  /** Search for what is in the fields. */
  searchAgain(): void {
    this.#ask(true);
  }

  chooseFile(): void {
    this.pictures.file.click();
  }

  #showButtons(): void {
    this.#stop.hidden = !this.#isBusy;
    this.#clear.hidden = this.#isBusy || this.#words.input.value === "";
  }

  #openAvoid(isOpen: boolean, moves = true): void {
    this.#avoidRow.hidden = !isOpen;
    this.#avoidButton.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && moves) this.#avoid.input.focus();
    if (!isOpen && this.#avoid.value !== "") {
      this.#avoid.input.value = "";
      this.#ask(false);
    }
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(false), TYPING_PAUSE);
    this.#showButtons();
  }

  /** Ask the hub; what was asked last is asked again only where the person wants it. */
  #ask(again: boolean): void {
    clearTimeout(this.#timer);
    const { words, avoid } = this.drafts;
    const asked = JSON.stringify([words, avoid]);
    if (asked === this.#asked && !again) return;
    this.#asked = asked;
    this.#words.posted();
    this.#avoid.posted();
    this.#context.post({ type: "search", words, avoid });
    this.#showButtons();
  }

  #empty(): void {
    this.#words.input.value = "";
    this.#ask(false);
    this.#words.input.focus();
  }

  #key(event: KeyboardEvent, field: WordField): void {
    if (isComposing(event)) return;
    const { input } = field;
    if (event.key === "Enter") this.#ask(true);
    else if (event.key === "ArrowDown" && event.altKey) this.#events.openHistory();
    else if (event.key === "ArrowDown") this.#events.intoResults();
    else if (event.key === "Escape" && this.#isBusy) this.#context.post({ type: "stop" });
    else if (event.key === "Escape" && input.value !== "") {
      input.value = "";
      this.#ask(false);
    } else if (event.key === "Escape" && field === this.#avoid) {
      this.#openAvoid(false);
      this.#words.input.focus();
    } else if (event.key === "Backspace" && input.value === "" && field === this.#words && this.#hasPicture) {
      this.#context.post({ type: "clear-picture" });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
