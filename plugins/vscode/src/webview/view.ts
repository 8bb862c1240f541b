// The view: its parts, put together, and what is shown in them.

import * as l10n from "@vscode/l10n";
import type { FromView, HitView, NoticeView, ViewState } from "../core/messages";
import { ProgressBar, Voice } from "./activity";
import { BoxesSwitch } from "./boxes_switch";
import type { ViewContext } from "./context";
import { listenForCopies } from "./copying";
import { Details } from "./details";
import { el, glyphButton, put, write } from "./elements";
import { FolderSelect } from "./folder_select";
import { Grid } from "./grid";
import { type GridWay, listen } from "./grid_input";
import { Hint } from "./hint";
import { HistoryList } from "./history_list";
import type { Kept } from "./kept";
import { Locking } from "./locking";
import { matchWords } from "./match";
import { NoticeBar } from "./notice";
import { copied, countOf } from "./phrases";
import { Preview } from "./preview";
import type { Picture } from "./reading";
import { Refine } from "./refine";
import { Return } from "./returning";
import { Room } from "./room";
import { SearchBox } from "./search_box";
import { passing, type Shown } from "./shown";
import { SimilaritySlider } from "./similarity";
import { Thumbnails } from "./thumbnails";

const KEEP_AFTER_MS = 250;

/** What the view needs of where it lives. */
export interface Outside {
  post(message: FromView): void;
  keep(kept: Kept): void;
}

export class View {
  readonly thumbnails: Thumbnails;
  readonly #outside: Outside;
  readonly #ended = new AbortController();
  readonly #context: ViewContext;
  readonly #voice: Voice;
  readonly #box: SearchBox;
  readonly #progress = new ProgressBar();
  readonly #slider: SimilaritySlider;
  readonly #locking: Locking;
  readonly #folder: FolderSelect;
  readonly #refine: Refine;
  readonly #history: HistoryList;
  readonly #back: HTMLButtonElement;
  readonly #count = el("p", { class: "count" });
  readonly #said = el("p", { class: "said", hidden: true });
  readonly #notice: NoticeBar;
  readonly #hint = new Hint();
  readonly #room: Room;
  readonly #grid: Grid;
  readonly #details: Details;
  readonly #preview: Preview;
  readonly #return: Return;
  #shown: Shown | null = null;
  #hits: readonly HitView[] | null = null;
  #percent = 0;
  #isComplete = true;
  #search = -1;
  #own: NoticeView | null = null;
  #kept: Kept;
  #isPeeking = false;
  #chosen = "";
  #askedMore = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, outside: Outside, kept: Kept) {
    this.#outside = outside;
    this.#kept = kept;
    const { signal } = this.#ended;
    const post = (message: FromView) => outside.post(message);
    this.thumbnails = new Thumbnails(post);
    this.#voice = new Voice(signal);
    this.#context = {
      post,
      say: (sentence) => this.#voice.say(sentence),
      tell: (sentence, advice) => this.#tell(sentence, advice),
      thumbnails: this.thumbnails,
      boxes: new BoxesSwitch(kept.boxesShown),
      signal,
    };
    const context = this.#context;
    this.#box = new SearchBox(context, {
      intoResults: () => this.#grid.focus(),
      openHistory: () => this.#history.open(),
      moreLike: (id) => this.#moreLike(id),
    });
    this.#slider = new SimilaritySlider(context, () => this.#drawHits());
    this.#locking = new Locking(context, this.#slider);
    this.#folder = new FolderSelect(context);
    this.#refine = new Refine(context);
    this.#history = new HistoryList(context);
    this.#back = glyphButton("back", l10n.t("Back to the search before (Alt+Left)"), () =>
      post({ type: "back" }),
    );
    this.#notice = new NoticeBar(
      () => post({ type: "remedy" }),
      () => this.#dismiss(),
    );
    this.#room = new Room({
      searchFor: (words) => this.#box.searchFor(words),
      chooseFile: () => this.#box.chooseFile(),
      searchAll: () => post({ type: "folder", id: null }),
      showAll: () => this.#slider.set(0),
    });
    const scroller = el("div", { class: "scroller" });
    this.#grid = new Grid(context, scroller, {
      nearEnd: () => this.#more(),
      selected: () => this.#selected(),
    });
    scroller.append(this.#hint.element, this.#room.element, this.#grid.element);
    this.#details = new Details(context, {
      insert: (way) => this.#insert(way),
      copyToWorkspace: () => post({ type: "copy-to-workspace", ids: this.#ids }),
      moreLike: ({ id }) => this.#moreLike(id),
      toggled: () => this.#keepSoon(),
    });
    this.#details.isOpen = kept.detailsOpen;
    const head = el(
      "div",
      { class: "head" },
      this.#box.element,
      this.#progress.element,
      el(
        "div",
        { class: "tools" },
        this.#slider.element,
        this.#locking.element,
        el(
          "div",
          { class: "tool-row" },
          this.#back,
          this.#count,
          this.#folder.element,
          this.#refine.button,
          this.#history.element,
        ),
        this.#refine.element,
      ),
      this.#notice.element,
    );
    this.#preview = new Preview(context, head, (hit) => this.#details.isOpen && this.#grid.active === hit);
    root.append(
      el(
        "main",
        { class: "view" },
        el("h1", { class: "unseen" }, "Bowerbird"),
        this.#voice.element,
        head,
        el("div", { class: "results" }, scroller, this.#said, this.#details.element),
        this.#preview.element,
        this.#box.pictures.element,
      ),
    );
    this.#listen(scroller, signal);
    this.#return = new Return(kept, this.#box, this.#grid, signal);
  }

  show(shown: Shown): void {
    const before = this.#shown?.state ?? null;
    this.#shown = shown;
    const { state } = shown;
    if (!state) return;
    if (state !== before) this.#drawState(state, before);
    this.#drawHits();
  }

  focus(): void {
    this.#box.focus();
  }

  /** Take what the extension has of the picture from outside that is searched with. */
  takePicture(picture: Picture | null): void {
    this.#box.takePicture(picture);
  }

  /** What was typed and where the person is, for a view in another language. */
  get kept(): Kept {
    return this.#kept;
  }

  dispose(): void {
    this.#keep();
    clearTimeout(this.#timer);
    this.#ended.abort();
    this.thumbnails.dispose();
  }

  get #ids(): readonly string[] {
    return this.#grid.meant.map(({ id }) => id);
  }

  #listen(scroller: HTMLElement, signal: AbortSignal): void {
    listen(this.#grid, {
      insert: (way) => this.#insert(way),
      moreLike: ({ id }) => this.#moreLike(id),
      leave: () => this.#box.focus(),
      peek: () => this.#peek(),
      toggleBoxes: () => this.#context.say(this.#context.boxes.toggle()),
      pointed: (hit, cell) => {
        if (!this.#isPeeking) this.#preview.rest(hit, cell);
      },
      unpointed: () => {
        if (!this.#isPeeking) this.#preview.leave();
      },
    });
    listenForCopies(this.#grid, (count) => this.#context.say(copied(count)), signal);
    this.#grid.element.addEventListener("pointerdown", () => {
      this.#isPeeking = false;
      this.#preview.dismiss();
    });
    this.#grid.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && this.#grid.element.contains(relatedTarget)) return;
      if (this.#isPeeking) this.#preview.close();
      this.#isPeeking = false;
    });
    scroller.addEventListener(
      "scroll",
      () => {
        if (!this.#isPeeking) this.#preview.close();
        this.#keepSoon();
      },
      { passive: true },
    );
    document.addEventListener("input", () => this.#keepSoon(), { signal });
    this.#context.boxes.onChange(() => this.#keepSoon());
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "ArrowLeft" || !event.altKey || event.defaultPrevented) return;
        if (this.#back.hidden) return;
        event.preventDefault();
        event.stopPropagation();
        this.#context.post({ type: "back" });
      },
      { signal },
    );
  }

  #drawState(state: ViewState, before: ViewState | null): void {
    const parts = [this.#box, this.#progress, this.#folder, this.#refine, this.#history];
    for (const part of parts) part.show(state);
    this.#slider.show(state.similarity);
    const hadFocus = document.activeElement === this.#back;
    this.#back.hidden = !state.canGoBack;
    if (hadFocus && this.#back.hidden) this.#box.focus();
    this.#hint.show(state);
    this.#details.showTarget(state);
    this.#drawNotice();
    write(this.#said, state.said);
    this.#said.hidden = state.said === "";
    if (state.said !== "" && state.said !== before?.said) this.#voice.say(state.said);
    if (before?.notice && !state.notice) this.thumbnails.forgive();
    if (before === null) this.#return.begin(state);
  }

  #drawHits(): void {
    const shown = this.#shown;
    const state = shown?.state;
    if (!shown || !state) return;
    const isNew = shown.search !== this.#search;
    const isChanged = isNew || shown.hits !== this.#hits;
    const isComplete = !state.hasMore;
    const percent = this.#slider.value;
    if (isNew) {
      this.#own = null;
      this.thumbnails.forgive();
    }
    const passed = passing(shown.hits, percent);
    if (isChanged || percent !== this.#percent || isComplete !== this.#isComplete) {
      this.#hits = shown.hits;
      this.#percent = percent;
      this.#isComplete = isComplete;
      this.#search = shown.search;
      const wasPeeking = this.#isPeeking && !isNew;
      this.#isPeeking = false;
      this.#preview.close();
      this.#grid.isLocked = state.clue.locked > 0;
      this.#grid.show(passed, isComplete, isNew);
      if (wasPeeking && this.#grid.element.contains(document.activeElement)) this.#peek();
      if (isChanged) this.#slider.spread(shown.hits);
      this.#return.place(shown);
    }
    const count = shown.hits.length === 0 ? "" : countOf(passed.length, shown.hits.length, state.hasMore);
    write(this.#count, count);
    this.#slider.element.hidden = shown.hits.length === 0;
    this.#locking.show(state, shown.hits, passed, percent);
    this.#room.show(state, shown.hits.length, passed.length);
    if (isNew && state.activity === "idle" && state.search > 0) {
      this.#voice.say(count === "" ? l10n.t("No pictures found.") : `${count}. ${state.why}`);
    }
    put(this.#grid.element, "aria-busy", state.activity === "searching" ? "true" : null);
  }

  #selected(): void {
    const { active, meant } = this.#grid;
    const ids = meant.map(({ id }) => id);
    const chosen = [...this.#grid.selection.chosen];
    this.#details.show(meant, active, this.#grid.order.ids.length > 0);
    const key = chosen.length > 0 ? ids.join(" ") : "";
    if (key !== this.#chosen) {
      this.#chosen = key;
      this.#context.post({ type: "choose", ids: chosen.length > 0 ? ids : [] });
      if (chosen.length > 1) this.#voice.say(l10n.t("{0} pictures chosen", chosen.length));
    }
    if (this.#isPeeking && active) this.#open(active);
    this.#keepSoon();
  }

  #insert(way: GridWay): void {
    const ids = this.#ids;
    if (ids.length === 0) return;
    if (this.#shown?.state?.target === null) {
      this.#context.say(l10n.t("Open a text file to insert into."));
      this.#details.flash();
      return;
    }
    this.#context.post({ type: "insert", ids, way });
  }

  #moreLike(id: string): void {
    this.#context.post({ type: "more-like", id });
  }

  #more(): void {
    const { state, hits, search } = this.#shown ?? { state: null, hits: [], search: 0 };
    const last = hits.at(-1);
    // Those that follow are no better: what lies below the slider already would only be joined by more of it.
    if (!state?.hasMore || !last || last.similarity < this.#percent) return;
    const asked = `${search} ${hits.length}`;
    if (asked === this.#askedMore) return;
    this.#askedMore = asked;
    this.#context.post({ type: "more" });
  }

  #peek(): void {
    const { active } = this.#grid;
    if (this.#isPeeking || !active) {
      this.#isPeeking = false;
      this.#preview.close();
      return;
    }
    this.#isPeeking = true;
    this.#open(active);
  }

  #open(hit: HitView): void {
    const cell = this.#grid.cell(hit.id);
    if (!cell) return;
    this.#preview.open(hit, cell);
    const words = this.#context.boxes.isOn && this.#grid.selection.chosen.size < 2 ? matchWords(hit) : "";
    if (words !== "") this.#context.say(words);
  }

  #tell(sentence: string, advice: string): void {
    this.#own = { sentence, advice, remedy: "none", button: "", isError: true, code: "not_taken" };
    this.#drawNotice();
  }

  #drawNotice(): void {
    const notice = this.#own ?? this.#shown?.state?.notice ?? null;
    // What stood below the pointer is elsewhere then, and what is told is to be seen.
    if (this.#notice.show(notice)) {
      this.#isPeeking = false;
      this.#preview.close();
    }
  }

  #dismiss(): void {
    if (this.#own) {
      this.#own = null;
      this.#drawNotice();
    } else this.#context.post({ type: "dismiss" });
    this.#box.focus();
  }

  #keepSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
  }

  #keep(): void {
    this.#kept = {
      ...this.#box.drafts,
      search: this.#search,
      top: this.#grid.scroller.scrollTop,
      active: this.#grid.selection.active,
      detailsOpen: this.#details.isOpen,
      boxesShown: this.#context.boxes.isOn,
    };
    this.#outside.keep(this.#kept);
  }
}
