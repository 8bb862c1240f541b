// The strip below the results: what there is to say of the picture with the keyboard, and what to do with the chosen.

import * as l10n from "@vscode/l10n";
import type { HitView, ViewState } from "../core/messages";
import type { ViewContext } from "./context";
import { el, fill, foreign, glyphButton, put, write } from "./elements";
import { likeness, reasons, whereabouts } from "./facts";
import { glyph } from "./glyphs";
import type { GridWay } from "./grid_input";
import { InsertButton } from "./insert_button";
import { boxesOf } from "./match";

export interface DetailsActions {
  insert(way: GridWay): void;
  copyToWorkspace(): void;
  moreLike(hit: HitView): void;
  toggled(): void;
}

export class Details {
  readonly element: HTMLElement;
  isOpen = true;
  readonly #insert: InsertButton;
  readonly #single: readonly HTMLButtonElement[];
  readonly #name: HTMLElement;
  readonly #body: HTMLElement;
  readonly #toggle: HTMLButtonElement;
  readonly #boxes: HTMLButtonElement;
  #hits: readonly HitView[] = [];
  #active: HitView | null = null;

  constructor(context: ViewContext, actions: DetailsActions) {
    const withActive = (act: (hit: HitView) => void) => () => {
      if (this.#active) act(this.#active);
    };
    this.#insert = new InsertButton(actions, context.signal);
    this.#single = [
      glyphButton(
        "more",
        l10n.t("More like this (M)"),
        withActive((hit) => actions.moreLike(hit)),
      ),
      glyphButton(
        "open",
        l10n.t("Open"),
        withActive(({ id }) => context.post({ type: "open", id })),
      ),
      glyphButton(
        "reveal",
        l10n.t("Show in folder"),
        withActive(({ id }) => context.post({ type: "reveal", id })),
      ),
    ];
    this.#name = el("h2", { class: "details-name" });
    this.#body = el("div", {
      class: "details-body",
      id: "details-body",
      tabindex: 0,
      role: "group",
      "aria-label": l10n.t("Details"),
    });
    this.#boxes = glyphButton("boxes", l10n.t("Show boxes on the picture (B)"), () => context.boxes.toggle());
    const drawBoxes = () => {
      put(this.#boxes, "aria-pressed", String(context.boxes.isOn));
      fill(this.#boxes, glyph(context.boxes.isOn ? "boxes" : "noBoxes"));
    };
    context.boxes.onChange(drawBoxes);
    drawBoxes();
    this.#toggle = glyphButton(
      "chevron",
      l10n.t("Show or hide the details"),
      () => {
        this.isOpen = !this.isOpen;
        this.#draw();
        actions.toggled();
      },
      { "aria-controls": "details-body" },
    );
    this.element = el(
      "section",
      { class: "details", "aria-label": l10n.t("Chosen pictures"), hidden: true },
      el("div", { class: "details-head" }, this.#name, this.#boxes, this.#toggle),
      this.#body,
      el("div", { class: "actions" }, this.#insert.element, el("div", { class: "single" }, this.#single)),
      this.#insert.reason,
    );
  }

  /** Show what is chosen; `active` is the one that has the keyboard. */
  show(hits: readonly HitView[], active: HitView | null, isAnyShown: boolean): void {
    this.element.hidden = !isAnyShown;
    const isSame = active === this.#active && hits.length === this.#hits.length;
    this.#hits = hits;
    this.#active = active;
    if (!isSame) this.#draw();
    this.#insert.chosen(hits.length);
  }

  showTarget({ target, activity }: ViewState): void {
    this.#insert.show(target, activity === "inserting" || activity === "copying" || activity === "fetching");
  }

  /** Draw the eye to why nothing can be inserted. */
  flash(): void {
    this.#insert.reason.classList.remove("flash");
    // A style that is read starts the animation anew.
    void this.#insert.reason.offsetWidth;
    this.#insert.reason.classList.add("flash");
  }

  #draw(): void {
    const hit = this.#active;
    const count = this.#hits.length;
    this.#body.hidden = !this.isOpen;
    put(this.#toggle, "aria-expanded", String(this.isOpen));
    for (const button of this.#single) button.disabled = hit === null;
    this.#boxes.hidden = hit === null || boxesOf(hit).length === 0;
    if (!hit) {
      write(this.#name, l10n.t("Choose a picture to insert it."));
      fill(this.#body);
      return;
    }
    fill(this.#name, count > 1 ? l10n.t("{0} pictures chosen", count) : foreign(hit.name));
    this.#name.title = count > 1 ? "" : hit.name;
    fill(
      this.#body,
      count > 1 ? el("p", { class: "details-one" }, foreign(hit.name)) : null,
      likeness(hit),
      reasons(hit),
      whereabouts(hit),
    );
    this.#body.scrollTop = 0;
  }
}
