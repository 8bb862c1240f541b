// The grid of results. Only what is near the visible part is in the document, however many results there are.

import * as l10n from "@vscode/l10n";
import type { HitView } from "../core/messages";
import { type Cell, makeCell } from "./cell";
import type { ViewContext } from "./context";
import { el, put } from "./elements";
import { between, type Layout, layOut, rowHeight } from "./geometry";
import { kept, meant, NOTHING, type Order, ordered, type Selection, walk } from "./selection";
import { sharpSide } from "./thumbnails";

const GAP = 8;
/** The height of what stands below a picture; `--caption` of the style sheet. */
const CAPTION = 36;
// Of what is visible, how much is made beyond it on each side.
const BEYOND = 0.75;
// Of what is visible, how near the end further results are asked for.
const NEAR_END = 2;
// Pictures out of sight that are made in one frame.
const MOST_UNSEEN = 6;

export interface GridEvents {
  /** The last picture comes near. */
  nearEnd(): void;
  /** Another picture has the keyboard, or others are chosen. */
  selected(): void;
}

interface Held extends Cell {
  readonly hit: HitView;
  box: string;
}

export class Grid {
  /** Whether there is a locked set, so that what is not in it is a variant. */
  isLocked = false;
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  readonly #context: ViewContext;
  readonly #events: GridEvents;
  readonly #cells = new Map<string, Held>();
  #hits: readonly HitView[] = [];
  #order: Order = ordered([]);
  #layout: Layout = layOut([], { width: 1, target: 1, gap: 0, caption: 0 });
  #selection: Selection = NOTHING;
  #isComplete = true;
  #frame = 0;
  #width = 0;

  constructor(context: ViewContext, scroller: HTMLElement, events: GridEvents) {
    this.#context = context;
    this.#events = events;
    this.scroller = scroller;
    this.element = el("div", {
      class: "grid",
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-label": l10n.t("Pictures found"),
    });
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.element);
    resized.observe(scroller);
    context.thumbnails.onChange((content) => {
      for (const held of this.#cells.values()) if (held.hit.content === content) this.#showPicture(held);
    });
    context.signal.addEventListener("abort", () => {
      resized.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  get order(): Order {
    return this.#order;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get active(): HitView | null {
    return this.hit(this.#selection.active);
  }

  /** The hits that actions are for. */
  get meant(): readonly HitView[] {
    return meant(this.#selection, this.#order).flatMap((id) => this.hit(id) ?? []);
  }

  hit(id: string | null): HitView | null {
    const place = id === null ? undefined : this.#order.places.get(id);
    return place === undefined ? null : (this.#hits[place] ?? null);
  }

  cell(id: string): HTMLElement | null {
    return this.#cells.get(id)?.element ?? null;
  }

  /** Show these hits; `isNew` for those of another search, which are seen from the top. */
  show(hits: readonly HitView[], isComplete: boolean, isNew: boolean): void {
    const hadFocus = this.element.contains(document.activeElement);
    const before = this.#order;
    this.#hits = hits;
    this.#order = ordered(hits.map(({ id }) => id));
    this.#isComplete = isComplete;
    const emptied = isNew ? NOTHING : this.#selection;
    this.#selection = kept(emptied, before, this.#order);
    for (const [id, held] of this.#cells) if (this.hit(id) !== held.hit) this.#drop(id);
    this.element.hidden = hits.length === 0;
    if (isNew) this.scroller.scrollTop = 0;
    const bar = this.scroller.offsetWidth - this.scroller.clientWidth;
    this.scroller.style.setProperty("--bar", `${bar}px`);
    this.#layOut();
    if (hadFocus) this.focus();
    this.#events.selected();
  }

  /** Take another selection, and show it. */
  select(selection: Selection, withFocus = false): void {
    this.#selection = selection;
    if (selection.active !== null) this.#reveal(selection.active);
    this.#paint();
    if (withFocus) this.focus();
    this.#events.selected();
  }

  focus(): void {
    const { active } = this.#selection;
    if (active === null) return;
    if (!this.#cells.has(active)) this.#paint();
    this.#cells.get(active)?.element.focus({ preventScroll: true });
  }

  /** Go back to where the person was; false where that lies further down than there is anything yet. */
  restore(top: number, active: string | null): boolean {
    if (active !== null && this.#order.places.has(active)) this.#selection = walk(this.#selection, active);
    this.scroller.scrollTop = top;
    const isThere = this.scroller.scrollTop >= Math.floor(top);
    this.#paint();
    this.#events.selected();
    return isThere;
  }

  #layOut(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.#width = width;
    this.#layout = layOut(this.#hits, { width, target: rowHeight(width), gap: GAP, caption: CAPTION });
    this.element.style.height = `${this.#layout.height}px`;
    this.#paint();
  }

  #resized(): void {
    // A higher view shows more rows; a wider one other rows, among which the same picture stays in view.
    if (this.element.clientWidth === this.#width) this.#soon();
    else {
      const first = between(
        this.#layout,
        this.scroller.scrollTop - this.element.offsetTop + 1,
        Infinity,
      ).start;
      const isScrolled = this.scroller.scrollTop > this.element.offsetTop;
      this.#layOut();
      const row = this.#layout.rows[this.#layout.rowOf[first] ?? 0];
      if (isScrolled && row) this.scroller.scrollTop = row.top + this.element.offsetTop;
    }
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const page = this.scroller.clientHeight;
    const top = this.scroller.scrollTop - this.element.offsetTop;
    const near = between(this.#layout, top - page * BEYOND, top + page * (1 + BEYOND));
    const seen = between(this.#layout, top, top + page);
    const wanted = new Set<number>();
    for (let i = near.start; i < near.end; i += 1) wanted.add(i);
    // The focus must not be lost with its element.
    const active = this.#order.places.get(this.#selection.active ?? "");
    if (active !== undefined) wanted.add(active);
    for (const id of this.#cells.keys()) if (!wanted.has(this.#order.places.get(id) ?? -1)) this.#drop(id);
    const places = [...wanted].sort((a, b) => a - b);
    const isSeen = (place: number) => place >= seen.start && place < seen.end;
    // What is not seen yet is made a few at a time: a jump to elsewhere would hold the main thread for all of it.
    let left = MOST_UNSEEN;
    let before: HTMLElement | null = null;
    for (const place of places) {
      const isThere = this.#cells.has(this.#hits[place]?.id ?? "");
      if (!isThere && !isSeen(place) && place !== active) {
        if (left === 0) continue;
        left -= 1;
      }
      before = this.#place(place, before);
    }
    if (left === 0) this.#soon();
    this.#want(places.filter(isSeen), places);
    if (!this.#isComplete && this.#hits.length > 0 && top + page * NEAR_END > this.#layout.height) {
      this.#events.nearEnd();
    }
  }

  #want(seen: readonly number[], near: readonly number[]): void {
    const inOrder = [...seen, ...near.filter((place) => !seen.includes(place))];
    this.#context.thumbnails.want(
      "grid",
      inOrder.flatMap((place) => {
        const hit = this.#hits[place];
        return hit ? [{ id: hit.id, content: hit.content, side: this.#side(place) }] : [];
      }),
    );
  }

  #side(place: number): 160 | 320 | 640 {
    const row = this.#layout.rows[this.#layout.rowOf[place] ?? 0];
    return sharpSide(
      Math.max(this.#layout.width[place] ?? 0, (row?.height ?? 0) - CAPTION),
      devicePixelRatio,
    );
  }

  /** Put a picture where it lies, after `before` in the document: in the order in which they are read out. */
  #place(place: number, before: HTMLElement | null): HTMLElement | null {
    const hit = this.#hits[place];
    const row = this.#layout.rows[this.#layout.rowOf[place] ?? 0];
    if (!hit || !row) return before;
    let held = this.#cells.get(hit.id);
    if (!held) {
      held = { ...makeCell(hit, place, this.isLocked), hit, box: "" };
      this.#cells.set(hit.id, held);
      put(held.element, "data-place", String(place));
      put(held.element, "data-id", hit.id);
      if (before) before.after(held.element);
      else this.element.prepend(held.element);
      this.#showPicture(held, place);
    }
    const { element } = held;
    const [left, width] = [this.#layout.left[place] ?? 0, this.#layout.width[place] ?? 0];
    const box = `${left} ${row.top} ${width} ${row.height}`;
    if (held.box !== box) {
      held.box = box;
      element.style.transform = `translate(${left}px, ${row.top}px)`;
      element.style.width = `${width}px`;
      element.style.height = `${row.height}px`;
    }
    put(element, "data-place", String(place));
    put(element, "tabindex", hit.id === this.#selection.active ? "0" : "-1");
    put(element, "aria-selected", String(this.#selection.chosen.has(hit.id)));
    put(element, "aria-posinset", String(place + 1));
    put(element, "aria-setsize", String(this.#isComplete ? this.#hits.length : -1));
    return element;
  }

  #showPicture(held: Held, place = this.#order.places.get(held.hit.id) ?? 0): void {
    const side = this.#side(place);
    const { thumbnails } = this.#context;
    held.show(thumbnails.url(held.hit.content, side), thumbnails.isLost(held.hit.content, side));
  }

  #drop(id: string): void {
    this.#cells.get(id)?.element.remove();
    this.#cells.delete(id);
  }

  #reveal(id: string): void {
    const place = this.#order.places.get(id) ?? 0;
    const row = this.#layout.rows[this.#layout.rowOf[place] ?? 0];
    if (!row) return;
    const top = row.top + this.element.offsetTop;
    const { scrollTop, clientHeight } = this.scroller;
    // With the first row what stands above it is seen too.
    if (row.start === 0) this.scroller.scrollTop = 0;
    else if (top - GAP < scrollTop) this.scroller.scrollTop = top - GAP;
    else if (top + row.height + GAP > scrollTop + clientHeight) {
      this.scroller.scrollTop = top + row.height + GAP - clientHeight;
    }
  }
}
