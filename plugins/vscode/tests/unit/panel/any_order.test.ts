import { env } from "node:process";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Board } from "../../../src/core/panel/board";
import { Delay } from "../../../src/core/panel/clock";
import { MOST_REMEMBERED } from "../../../src/core/panel/history";
import { Searching } from "../../../src/core/panel/searching";
import { showsOf } from "../../../src/core/panel/state";
import { aHit, aStatus, FakeHub } from "../hub/fake_hub";
import { aTrouble, GatedHub } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

// All that a person, a hub and an editor can do to a panel, in any order, and the laws that hold all the while.

const PNG = { name: "shot.png", bytes: new Uint8Array([1]), mediaType: "image/png" };
const WORDS = fc.constantFrom("red mug", "blue", "nothing", "", "  ", "Blue");
const IDS = fc.subarray(["a0", "a1", "a2", "gone"]);
const KINDS = fc.constantFrom(
  ...(["connect", "pair", "disconnect", "status", "folders", "subfolders", "search", "sendPicture"] as const),
  ...(["thumbnail", "reveal", "copyCurated", "openPage"] as const),
);
const ERRORS = fc.constantFrom<unknown>(
  ...["not_running", "cannot_start", "elsewhere", "wrong_library", "not_paired", "revoked", "rogue_hub"].map(
    aTrouble,
  ),
  ...["hub_too_old", "hub_too_new", "timed_out", "garbled", "storage", "busy", "insufficient_scope"].map(
    aTrouble,
  ),
  ...["unknown_asset", "unknown_folder", "unknown_query_image", "asset_offline", "bad_cursor"].map(aTrouble),
  new TypeError("a fault of ours"),
);
/** Simple acts of a person; by name, so that a failing run can be read. */
const SIMPLE = [
  "wake",
  "connect",
  "pair",
  "cancelPairing",
  "disconnect",
  "openPage",
  "clearPicture",
  "clearFilters",
  "more",
  "back",
  "clear",
  "clearHistory",
  "remedy",
  "show",
  "dismiss",
  "stop",
  "refreshTarget",
] as const;

type Act =
  | { readonly do: "act"; readonly name: (typeof SIMPLE)[number] }
  | { readonly do: "search"; readonly words: string; readonly avoid: string }
  | { readonly do: "search-for"; readonly words: string }
  | { readonly do: "picture"; readonly keep: boolean }
  | {
      readonly do: "pictures";
      readonly ids: readonly string[];
      readonly what: "choose" | "insert" | "link" | "copy" | "curate" | "want";
    }
  | { readonly do: "picture-of"; readonly id: string; readonly what: "like" | "open" | "reveal" }
  | { readonly do: "set"; readonly similarity: number; readonly folder: string | null }
  | { readonly do: "history"; readonly index: number }
  | { readonly do: "confirm"; readonly same: boolean }
  | { readonly do: "answer"; readonly index: number }
  | { readonly do: "answer-all" }
  | { readonly do: "fail"; readonly kind: Parameters<GatedHub["waiting"]>[0]; readonly error: unknown }
  | { readonly do: "heal" }
  | { readonly do: "decide"; readonly answer: "approved" | "denied" | "expired" }
  | { readonly do: "event"; readonly kind: "status" | "library" | "lost" }
  | {
      readonly do: "hub";
      readonly running: boolean;
      readonly paired: boolean;
      readonly startable: boolean;
      readonly library: string;
      readonly searchable: number;
    }
  | {
      readonly do: "editor";
      readonly trouble: unknown;
      readonly givesUp: boolean;
      readonly file: string | null;
    }
  | { readonly do: "wait"; readonly ms: number };

const ACTS: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("act" as const), name: fc.constantFrom(...SIMPLE) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("search" as const), words: WORDS, avoid: WORDS }) },
  fc.record({ do: fc.constant("search-for" as const), words: WORDS }),
  fc.record({ do: fc.constant("picture" as const), keep: fc.boolean() }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pictures" as const),
      ids: IDS,
      what: fc.constantFrom(
        "choose" as const,
        "insert" as const,
        "link" as const,
        "copy" as const,
        "curate" as const,
        "want" as const,
      ),
    }),
  },
  fc.record({
    do: fc.constant("picture-of" as const),
    id: fc.constantFrom("a0", "a1", "gone"),
    what: fc.constantFrom("like" as const, "open" as const, "reveal" as const),
  }),
  fc.record({
    do: fc.constant("set" as const),
    similarity: fc.integer({ min: -5, max: 105 }),
    folder: fc.constantFrom(null, "1", "gone"),
  }),
  fc.record({ do: fc.constant("history" as const), index: fc.nat(3) }),
  fc.record({ do: fc.constant("confirm" as const), same: fc.boolean() }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant("answer" as const), index: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("answer-all" as const) }) },
  fc.record({ do: fc.constant("fail" as const), kind: KINDS, error: ERRORS }),
  fc.record({ do: fc.constant("heal" as const) }),
  fc.record({
    do: fc.constant("decide" as const),
    answer: fc.constantFrom("approved" as const, "approved" as const, "denied" as const, "expired" as const),
  }),
  fc.record({
    do: fc.constant("event" as const),
    kind: fc.constantFrom("status" as const, "library" as const, "lost" as const),
  }),
  fc.record({
    do: fc.constant("hub" as const),
    running: fc.boolean(),
    paired: fc.boolean(),
    startable: fc.boolean(),
    library: fc.constantFrom("library-1", "library-2"),
    searchable: fc.constantFrom(0, 10),
  }),
  fc.record({
    do: fc.constant("editor" as const),
    trouble: fc.constantFrom<unknown>(
      null,
      null,
      aTrouble("read_only"),
      aTrouble("not_running"),
      new Error("oops"),
    ),
    givesUp: fc.boolean(),
    file: fc.constantFrom(null, "guide.md"),
  }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(10, 350, 1_000, 5_000, 61_000) }),
);

interface World {
  readonly stage: PanelStage;
  readonly gated: GatedHub;
}

async function answerAll({ gated }: World): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    await settle();
    if (!gated.deliver()) return;
  }
  throw new Error("it goes on for ever");
}

async function perform(world: World, act: Act): Promise<void> {
  const { stage, gated } = world;
  const { panel, hub, using } = stage;
  switch (act.do) {
    case "act":
      panel[act.name]();
      break;
    case "search":
      panel.search(act.words, act.avoid);
      break;
    case "search-for":
      panel.searchFor(act.words);
      break;
    case "picture":
      if (act.keep) panel.addPicture(PNG);
      else panel.searchWithPicture({ ...PNG });
      break;
    case "pictures":
      if (act.what === "choose") panel.choose(act.ids);
      else if (act.what === "insert") panel.insert(act.ids, "usual");
      else if (act.what === "link") panel.insert(act.ids, "link");
      else if (act.what === "copy") panel.copyToWorkspace(act.ids);
      else if (act.what === "curate") panel.copyCurated(act.ids);
      else panel.want(act.ids.map((id) => ({ id, side: 320 as const })));
      break;
    case "picture-of":
      if (act.what === "like") panel.moreLike(act.id);
      else if (act.what === "open") panel.open(act.id);
      else panel.reveal(act.id);
      break;
    case "set":
      panel.setSimilarity(act.similarity);
      panel.setFolder(act.folder);
      break;
    case "history":
      panel.searchHistory(act.index);
      break;
    case "confirm":
      panel.confirmCode(act.same);
      break;
    case "answer":
      gated.deliver(act.index);
      break;
    case "answer-all":
      await answerAll(world);
      break;
    case "fail":
      gated.errors.set(act.kind, act.error);
      break;
    case "heal":
      gated.errors.clear();
      break;
    case "decide":
      hub.decide(act.answer);
      break;
    case "event":
      if (act.kind === "lost") hub.breakOff();
      else hub.emit({ kind: act.kind });
      break;
    case "hub":
      hub.running = act.running;
      hub.paired = act.paired;
      hub.startable = act.startable;
      hub.libraryId = act.library;
      hub.statusNow = aStatus(act.searchable, { library_id: act.library });
      break;
    case "editor":
      using.trouble = act.trouble;
      using.givesUp = act.givesUp;
      using.file = act.file;
      break;
    case "wait":
      stage.clock.advance(act.ms);
      break;
  }
  await settle();
}

function holds({ stage, gated }: World): void {
  const { state } = stage;
  const ids = state.hits.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of state.chosen) expect(ids).toContain(id);
  expect(state.clue.like === null || state.clue.picture === null).toBe(true);
  expect(state.pairing === null || state.connection === "pairing").toBe(true);
  expect(state.similarity).toBeGreaterThanOrEqual(0);
  expect(state.similarity).toBeLessThanOrEqual(100);
  if (state.progress !== null) expect(["fetching", "inserting", "copying"]).toContain(state.activity);
  if (state.notice !== null) {
    expect(state.notice.sentence).not.toBe("");
    expect(state.notice.button !== "").toBe(state.notice.remedy !== "none");
  }
  if (["not-running", "elsewhere", "trouble"].includes(state.connection)) {
    // Somebody looks for it, and it is said what is wrong.
    expect(state.standing).not.toBeNull();
    expect(
      gated.waiting("connect").length + gated.waiting("status").length + stage.clock.waiting,
    ).toBeGreaterThan(0);
  }
  if (state.connection === "connecting") {
    const looks = gated.waiting("connect").length + gated.waiting("status").length;
    expect(looks + gated.waiting("disconnect").length).toBeGreaterThan(0);
  }
  if (state.activity === "searching") expect(gated.waiting("search")).not.toEqual([]);
  if (state.activity === "sending") expect(gated.waiting("sendPicture")).not.toEqual([]);
  expect(gated.waiting("search").length).toBeLessThanOrEqual(1);
  if (state.activity === "idle") {
    expect(gated.waiting("search")).toEqual([]);
    expect(gated.waiting("copyCurated")).toEqual([]);
    expect(stage.using.running).toBe(0);
  }
  expect(state.history.length).toBeLessThanOrEqual(MOST_REMEMBERED);
  for (const clue of state.history) expect([clue.like, clue.picture]).toEqual([null, null]);
  if (state.connection === "pairing") {
    // Nothing goes out with rights that nobody has confirmed.
    for (const kind of ["search", "thumbnail", "copyCurated", "reveal", "sendPicture"] as const) {
      expect(gated.waiting(kind)).toEqual([]);
    }
    expect(showsOf(state)).toBe("pairing");
  }
  for (const fault of stage.faults) expect(["a fault of ours", "oops"]).toContain((fault as Error).message);
}

async function endsWell(world: World): Promise<void> {
  const { stage, gated } = world;
  gated.errors.clear();
  Object.assign(stage.hub, { running: true, paired: true, pairing: "approved", statusNow: aStatus(10) });
  Object.assign(stage.using, { trouble: null, givesUp: false });
  stage.panel.cancelPairing();
  for (let turn = 0; turn < 3; turn += 1) {
    stage.clock.advance(61_000);
    await answerAll(world);
  }
  // Nobody had to do anything for that.
  expect(["not-running", "elsewhere", "trouble"]).not.toContain(stage.state.connection);
  // What was asked before may have taken the rights away.
  stage.hub.paired = true;
  stage.panel.connect();
  await answerAll(world);
  expect(stage.state.connection).toBe("ready");
  stage.panel.clearPicture();
  stage.panel.clearFilters();
  stage.panel.search("red mug", "");
  await answerAll(world);
  expect(stage.state.hits).toHaveLength(100);
  stage.clock.advance(1_000);
  const before = stage.using.used.length;
  stage.panel.insert(["a2"], "usual");
  await answerAll(world);
  expect(stage.using.used).toHaveLength(before + 1);
  expect(stage.state).toMatchObject({ activity: "idle", notice: null });
  stage.panel.dispose();
  const last = stage.state;
  await answerAll(world);
  stage.clock.advance(1_000_000);
  expect(stage.state).toBe(last);
  expect(stage.clock.waiting).toBe(0);
  expect(stage.hub.followers).toBe(0);
}

function tryOut(runs: number, shrinks = true): Promise<void> {
  const begins = fc.record({
    paired: fc.boolean(),
    mustBeSeen: fc.boolean(),
    isLate: fc.boolean(),
    stage: fc.constantFrom("new", "showing", "showing", "pairing"),
  });
  return fc.assert(
    fc.asyncProperty(begins, fc.array(ACTS, { maxLength: 30 }), async (begin, acts) => {
      const hub = new FakeHub();
      hub.library = Array.from({ length: 130 }, (_, number) => aHit(`a${number}`));
      hub.finds = ({ text }) => (text === "nothing" ? [] : hub.library);
      hub.pairing = "waiting";
      hub.mustBeSeen = begin.mustBeSeen;
      hub.paired = begin.paired || begin.stage === "showing";
      const gated = new GatedHub(hub);
      gated.isLate = begin.isLate;
      const world: World = { stage: new PanelStage(hub, gated), gated };
      if (begin.stage !== "new") {
        world.stage.panel.search("red mug", "");
        await answerAll(world);
      }
      if (begin.stage === "pairing") {
        world.stage.panel.pair();
        await answerAll(world);
      }
      for (const act of acts) {
        await perform(world, act);
        holds(world);
      }
      await endsWell(world);
    }),
    { numRuns: runs, endOnFailure: !shrinks },
  );
}

test("whatever happens in whatever order, the laws hold and in the end all works", async () => {
  await tryOut(Number(env["BOWERBIRD_RUNS"] ?? 100));
}, 120_000);

test.each([
  ["a search that is not given up", Searching.prototype, "stop"],
  ["work that is never over", Board.prototype, "end"],
  ["a hub that nobody looks for again", Delay.prototype, "take"],
] as const)(
  "a planted fault is found: %s",
  async (_what, prototype, method) => {
    vi.spyOn(prototype as unknown as Record<string, () => void>, method).mockImplementation(() => undefined);
    await expect(tryOut(3_000, false)).rejects.toThrow();
  },
  120_000,
);
