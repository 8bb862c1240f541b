// The grid of results. Only what is near the visible part is in the document, however many results there are.

import { el, freshId } from "./elements.js";
import { between, layOut, move } from "./grid_geometry.js";
import { makeCell, thumbnailPath } from "./cell.js";
import { PRIORITY } from "./pictures.js";

const GAP = 12;
const CAPTION = 42;
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/**
 * @typedef {object} Handlers
 * @property {(hit: any) => void} open
 * @property {() => void} nearEnd the last picture is coming near
 * @property {(chosen: any[]) => void} choose
 * @property {(hit: any, at: {x: number, y: number}) => void} menu
 * @property {(hit: any, key: string) => boolean} key other keys; true where it was one
 * @property {(hit: any, event: DragEvent) => void} drag
 * @property {(hit: any) => void} touch the pointer or the focus came to a picture
 */

export class Grid {
  #scroller;
  #pictures;
  /** @type {Handlers} */
  #handlers;
  #hits = [];
  #indexes = new Map();
  #layout = layOut([], { width: 1, target: 1, gap: 0, caption: 0 });
  #cells = new Map();
  #active = 0;
  #anchor = 0;
  #open = null;
  #chosen = new Set();
  #complete = true;
  #expanded = false;
  #target = 190;
  #frame = 0;

  /**
   * @param {HTMLElement} scroller the element that scrolls; the grid is put into it by the caller
   * @param {import("./pictures.js").Pictures} pictures
   * @param {Handlers} handlers
   */
  constructor(scroller, pictures, handlers) {
    this.#scroller = scroller;
    this.#pictures = pictures;
    this.#handlers = handlers;
    this.element = el("div", { class: "grid", role: "listbox", "aria-multiselectable": "true", "aria-label": "Pictures found", id: freshId("grid") });
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.element);
    resized.observe(scroller);
    this.#listen();
  }

  /**
   * Show these hits. `complete`: there are no further ones to fetch. Keeps the active picture where it is still there.
   * `expanded`: they grew from a locked set, so that what is not in it is new.
   */
  show(hits, { complete, top = false, expanded = false }) {
    const active = this.#hits[this.#active]?.id;
    this.#hits = hits;
    this.#complete = complete;
    this.#expanded = expanded;
    this.#indexes = new Map(hits.map((hit, index) => [hit.id, index]));
    for (const id of this.#chosen) if (!this.#indexes.has(id)) this.#chosen.delete(id);
    this.#active = top ? 0 : Math.min(this.#indexes.get(active) ?? this.#active, Math.max(0, hits.length - 1));
    this.#refresh();
    if (top) {
      this.#scroller.scrollTop = 0;
      this.#chosen.clear();
    }
    this.#layOut();
    this.#handlers.choose(this.chosen);
  }

  /** Take another height of rows, in pixels. */
  resize(target) {
    this.#target = target;
    this.#layOut();
    this.#reveal(this.#active);
  }

  get chosen() {
    return this.#hits.filter((hit) => this.#chosen.has(hit.id));
  }

  /** The hit that the keyboard is on. */
  get active() {
    return this.#hits[this.#active] ?? null;
  }

  choose(ids) {
    this.#chosen = new Set(ids);
    this.#paint();
    this.#handlers.choose(this.chosen);
  }

  focus() {
    this.#go(this.#active);
  }

  /** Mark the picture whose details are open; null: none. */
  mark(hit) {
    this.#open = hit?.id ?? null;
    for (const [id, { cell }] of this.#cells) cell.classList.toggle("open", id === this.#open);
  }

  /** Give the keyboard to the picture `by` places on, and answer with it. */
  step(by) {
    const index = Math.min(this.#hits.length - 1, Math.max(0, this.#active + by));
    if (index === this.#active) return null;
    this.#active = index;
    this.#reveal(index);
    this.#paint();
    return this.active;
  }

  /** Whether somebody is at the pictures, with the pointer, the keyboard, a choice, or by having scrolled to them. */
  get inUse() {
    return this.#scroller.scrollTop > 0 || this.#chosen.size > 0 || this.#open !== null || this.element.matches(":hover, :focus-within");
  }

  /** Bring the cells that are there up to the hits: what is known of a picture can grow while its element stays. */
  #refresh() {
    let before = -1;
    let straight = true;
    for (const child of [...this.element.children]) {
      const id = child.dataset.id;
      const index = this.#indexes.get(id);
      if (index === undefined) {
        this.#drop(id);
        continue;
      }
      const held = this.#cells.get(id);
      const hit = this.#hits[index];
      child.dataset.index = String(index);
      if (held.hit !== hit || held.rank !== index || held.expanded !== this.#expanded) {
        if (held.hit.online !== hit.online) this.#drop(id);
        else held.write(hit, { rank: index, expanded: this.#expanded });
        Object.assign(held, { hit, rank: index, expanded: this.#expanded });
      }
      straight &&= index > before;
      before = index;
    }
    if (straight) return;
    const focused = document.activeElement;
    const cells = [...this.#cells.values()].sort((a, b) => a.rank - b.rank);
    this.element.append(...cells.map(({ cell }) => cell));
    if (this.element.contains(focused)) focused.focus({ preventScroll: true });
  }

  #layOut() {
    const width = this.element.clientWidth;
    if (!width) return;
    const target = Math.min(this.#target, width * 0.62);
    this.#layout = layOut(this.#hits, { width, target, gap: GAP, caption: CAPTION });
    this.element.style.height = `${this.#layout.height}px`;
    for (const held of this.#cells.values()) held.width = 0;
    this.#paint();
  }

  #resized() {
    if (this.element.clientWidth !== this.width) {
      this.width = this.element.clientWidth;
      this.#layOut();
    } else this.#soon(); // a higher window shows more rows
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const page = this.#scroller.clientHeight;
    const top = this.#scroller.scrollTop - this.element.offsetTop;
    const near = between(this.#layout, top - page * 0.75, top + page * 1.75);
    const seen = between(this.#layout, top, top + page);
    const wanted = new Set();
    for (let i = near.start; i < near.end; i += 1) wanted.add(i);
    if (this.#hits.length) wanted.add(this.#active); // the focus must not be lost with its element
    for (const [id] of this.#cells) if (!wanted.has(this.#indexes.get(id))) this.#drop(id);
    for (const index of [...wanted].sort((a, b) => a - b)) this.#place(index, index >= seen.start && index < seen.end);
    if (!this.#complete && top + page * 2.5 > this.#layout.height) this.#handlers.nearEnd();
  }

  #place(index, visible) {
    const hit = this.#hits[index];
    let held = this.#cells.get(hit.id);
    if (!held) {
      const about = { rank: index, expanded: this.#expanded };
      held = { ...makeCell(hit, about), ...about, hit, width: 0, priority: 0, release: null };
      held.cell.dataset.id = hit.id;
      this.#cells.set(hit.id, held);
      this.#insert(held.cell, index);
    }
    const row = this.#layout.rows[this.#layout.rowOf[index]];
    const { cell } = held;
    if (held.width !== this.#layout.width[index] || held.top !== row.top || held.left !== this.#layout.left[index]) {
      Object.assign(held, { width: this.#layout.width[index], top: row.top, left: this.#layout.left[index] });
      Object.assign(cell.style, { left: `${held.left}px`, top: `${row.top}px`, width: `${held.width}px`, height: `${row.height}px` });
    }
    const chosen = this.#chosen.has(hit.id);
    cell.classList.toggle("open", hit.id === this.#open);
    cell.tabIndex = index === this.#active ? 0 : -1;
    cell.dataset.index = String(index);
    cell.setAttribute("aria-selected", String(chosen));
    cell.setAttribute("aria-posinset", String(index + 1));
    cell.setAttribute("aria-setsize", String(this.#complete ? this.#hits.length : -1));
    const priority = visible ? PRIORITY.visible : PRIORITY.near;
    if (priority > held.priority) {
      held.priority = priority;
      const earlier = held.release;
      held.release = this.#pictures.want(thumbnailPath(hit.id, Math.max(held.width, row.height - CAPTION)), priority, held.show);
      earlier?.();
    }
  }

  /** Keep the order of the document the order of the results: that is the order in which they are read out. */
  #insert(cell, index) {
    for (const other of this.element.children) {
      if (Number(other.dataset.index) > index) {
        other.before(cell);
        return;
      }
    }
    this.element.append(cell);
  }

  #drop(id) {
    const held = this.#cells.get(id);
    held.release?.();
    held.cell.remove();
    this.#cells.delete(id);
  }

  #go(index) {
    if (!this.#hits[index]) return;
    this.#active = index;
    this.#reveal(index);
    this.#paint();
    this.#cells.get(this.#hits[index].id)?.cell.focus({ preventScroll: true });
  }

  #reveal(index) {
    const row = this.#layout.rows[this.#layout.rowOf[index]];
    if (!row) return;
    const top = row.top + this.element.offsetTop;
    const { scrollTop, clientHeight } = this.#scroller;
    if (index < this.#layout.rows[0].end) this.#scroller.scrollTop = Math.min(scrollTop, this.element.offsetTop - GAP);
    if (top - GAP < scrollTop) this.#scroller.scrollTop = top - GAP;
    else if (top + row.height + GAP > scrollTop + clientHeight) this.#scroller.scrollTop = top + row.height + GAP - clientHeight;
  }

  #indexOf(event) {
    const cell = event.target instanceof Element ? event.target.closest(".cell") : null;
    return cell ? Number(cell.dataset.index) : -1;
  }

  #listen() {
    const on = (type, act) =>
      this.element.addEventListener(type, (event) => {
        const index = this.#indexOf(event);
        if (index >= 0 && this.#hits[index]) act(event, index, this.#hits[index]);
      });
    on("click", (event, index, hit) => {
      this.#go(index);
      if (event.shiftKey) this.#span(index);
      else if (event.ctrlKey || event.metaKey) this.#toggle(index);
      else {
        this.#anchor = index;
        this.#handlers.open(hit);
      }
    });
    on("contextmenu", (event, index, hit) => {
      event.preventDefault();
      this.#go(index);
      const box = this.#cells.get(hit.id).cell.getBoundingClientRect();
      const byKey = event.button !== 2;
      this.#handlers.menu(hit, byKey ? { x: box.left + 12, y: box.top + 12 } : { x: event.clientX, y: event.clientY });
    });
    on("dragstart", (event, _, hit) => this.#handlers.drag(hit, event));
    on("pointerover", (_event, _, hit) => this.#handlers.touch(hit));
    on("focusin", (_event, index, hit) => {
      if (index !== this.#active) {
        this.#active = index;
        this.#paint();
      }
      this.#handlers.touch(hit);
    });
    on("keydown", (event, index, hit) => {
      if (this.#pressed(event, index, hit)) event.preventDefault();
    });
  }

  #pressed(event, index, hit) {
    if (MOVES.has(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const to = move(this.#layout, index, event.key, this.#scroller.clientHeight);
      this.#go(to);
      if (event.shiftKey) this.#span(to);
      else this.#anchor = to;
      return true;
    }
    if (event.key === "Enter") this.#handlers.open(hit);
    else if (event.key === " ") this.#toggle(index);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) this.choose(this.#hits.map(({ id }) => id));
    else if (event.key === "Escape" && this.#chosen.size) this.choose([]);
    else return !event.ctrlKey && !event.altKey && !event.metaKey && this.#handlers.key(hit, event.key);
    event.stopPropagation();
    return true;
  }

  #toggle(index) {
    const { id } = this.#hits[index];
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#anchor = index;
    this.choose(this.#chosen);
  }

  #span(index) {
    const [from, to] = [Math.min(this.#anchor, index), Math.max(this.#anchor, index)];
    this.choose(this.#hits.slice(from, to + 1).map(({ id }) => id));
  }
}
