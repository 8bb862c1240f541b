import { describe, expect, test } from "vitest";
import type { SearchRequest } from "../../../src/core/hub/hub";
import type { ToView } from "../../../src/core/messages";
import { carryOut } from "../../../src/core/panel/carrying_out";
import { parseFromView } from "../../../src/core/panel/parsing";
import { PROVE_MS } from "../../../src/core/panel/proving";
import { ViewFeed } from "../../../src/core/panel/view_feed";
import { Trouble } from "../../../src/core/trouble";
import { CAPABILITIES, REFINING } from "../hub/fake_answers";
import { PanelStage, settle } from "./panel_stage";

function newest(): PanelStage {
  const stage = new PanelStage();
  stage.hub.capabilities = [...CAPABILITIES, ...REFINING];
  return stage;
}

function requests(stage: PanelStage): readonly SearchRequest[] {
  return stage.searched as readonly SearchRequest[];
}

/** Do what a view that says this has done. */
async function say(stage: PanelStage, message: unknown): Promise<void> {
  const parsed = parseFromView(message);
  if (parsed === null) throw new Error("no view says that");
  carryOut(stage.panel, parsed);
  await settle();
}

describe("labels", () => {
  test("follow the hits of a picture, and what is proved comes in front", async () => {
    const stage = await newest().showing();
    stage.hub.labels.set("a7", ["crop_of", "mirrored"]);
    await say(stage, { type: "more-like", id: "a0" });
    expect(stage.state.hits.map(({ labels }) => labels)).toEqual(Array(10).fill(null));
    const { search } = stage.state;
    await stage.after(PROVE_MS);
    expect(stage.state.hits[0]).toMatchObject({ id: "a7", labels: ["crop_of", "mirrored"] });
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.state.search).toBe(search);
    expect(requests(stage).at(-1)).toMatchObject({ like: { asset: "a0" }, verified: true, cursor: null });
  });

  test("move nothing once somebody has chosen, and reach a view that has the hits already", async () => {
    const stage = await newest().showing();
    stage.hub.labels.set("a7", ["same_picture"]);
    await say(stage, { type: "more-like", id: "a0" });
    const told: ToView[] = [];
    const feed = new ViewFeed("en", (message) => told.push(message));
    feed.update(stage.state);
    await say(stage, { type: "choose", ids: ["a3"] });
    const order = stage.state.hits.map(({ id }) => id);
    feed.update(stage.state);
    told.length = 0;
    await stage.after(PROVE_MS);
    feed.update(stage.state);
    expect(stage.state.hits.map(({ id }) => id)).toEqual(order);
    expect(stage.state.chosen).toEqual(["a3"]);
    const [hits] = told.filter((message) => message.type === "hits");
    expect(hits?.hits.find(({ id }) => id === "a7")?.labels).toEqual(["same_picture"]);
  });

  test("are not asked for without a picture, nor of a hub that cannot", async () => {
    const stage = await newest().showing();
    await stage.after(PROVE_MS);
    expect(requests(stage).some(({ verified }) => verified)).toBe(false);
    const older = await new PanelStage().showing();
    await say(older, { type: "more-like", id: "a0" });
    await older.after(PROVE_MS);
    expect(requests(older).some(({ verified }) => verified)).toBe(false);
    expect(older.state.hits).toHaveLength(10);
  });

  test("of an earlier search go nowhere, and where there are none the hits stand", async () => {
    const stage = await newest().showing();
    stage.hub.labels.set("a7", ["crop_of"]);
    await say(stage, { type: "more-like", id: "a0" });
    const release = stage.hub.hold("search");
    await stage.after(PROVE_MS);
    release();
    await say(stage, { type: "clear-picture" });
    await say(stage, { type: "search", words: "other", avoid: "" });
    expect(stage.state.hits.some(({ labels }) => (labels ?? []).length > 0)).toBe(false);

    await say(stage, { type: "more-like", id: "a0" });
    stage.hub.fail("search", new Trouble("timed_out", "It takes too long."));
    await stage.after(PROVE_MS);
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.state.notice).toBeNull();
  });
});

describe("a locked set", () => {
  test("goes with the search, and is let go of; back leads to it", async () => {
    const stage = await newest().showing();
    await say(stage, { type: "lock", ids: ["a0", "a1", "stranger"] });
    expect(requests(stage).at(-1)).toMatchObject({ text: "red mug", core: ["a0", "a1"] });
    expect(stage.state.hits.filter(({ core }) => core).map(({ id }) => id)).toEqual(["a0", "a1"]);
    await say(stage, { type: "unlock" });
    expect(requests(stage).at(-1)).not.toHaveProperty("core");
    await say(stage, { type: "back" });
    expect(stage.state.clue.core).toEqual(["a0", "a1"]);
  });

  test("is not sent to a hub that cannot, nor to another library", async () => {
    const stage = await new PanelStage().showing();
    await say(stage, { type: "lock", ids: ["a0"] });
    expect(requests(stage).at(-1)).not.toHaveProperty("core");
    const moved = await newest().showing();
    await say(moved, { type: "lock", ids: ["a0"] });
    moved.hub.libraryId = "library-2";
    await say(moved, { type: "search", words: "red mug", avoid: "" });
    await settle();
    expect(moved.state.clue.core).toEqual([]);
  });
});

describe("words beside a picture", () => {
  test("are weighed when the slider rests, once", async () => {
    const stage = await newest().showing();
    await say(stage, { type: "more-like", id: "a0" });
    await say(stage, { type: "search", words: "blue", avoid: "" });
    const before = requests(stage).length;
    for (const weight of [0.6, 0.7, 0.8]) await say(stage, { type: "weight", weight });
    await stage.after(300);
    expect(
      requests(stage)
        .slice(before)
        .filter(({ verified }) => !verified)
        .map(({ weight }) => weight),
    ).toEqual([0.8]);
    await say(stage, { type: "clear-picture" });
    expect(requests(stage).at(-1)).not.toHaveProperty("weight");
  });
});

test("shape and order narrow the same search, and go with the filters", async () => {
  const stage = await newest().showing();
  await say(stage, { type: "shape", shape: "wide" });
  await say(stage, { type: "sort", sort: "newest" });
  expect(requests(stage).at(-1)).toMatchObject({
    text: "red mug",
    filters: { shape: "wide" },
    sort: "newest",
  });
  expect(stage.state.canGoBack).toBe(false);
  stage.panel.clearFilters();
  await settle();
  expect(requests(stage).at(-1)).not.toHaveProperty("filters");
  expect(requests(stage).at(-1)).not.toHaveProperty("sort");
});

test("a saved search is listed, run, typed on and left", async () => {
  const stage = newest();
  stage.hub.saved = [{ id: "s1", name: "Mugs", says: "red mug" }];
  await stage.connected();
  expect(stage.state.saved).toEqual(stage.hub.saved);
  await say(stage, { type: "saved", id: "s1" });
  expect(requests(stage).at(-1)).toMatchObject({ saved: "s1", text: null });
  await say(stage, { type: "search", words: "blue", avoid: "" });
  expect(requests(stage).at(-1)).toMatchObject({ saved: "s1", text: "blue" });
  await say(stage, { type: "clear-picture" });
  expect(requests(stage).at(-1)).not.toHaveProperty("saved");
  stage.hub.saved = [];
  await say(stage, { type: "list-saved" });
  expect(stage.state.saved).toEqual([]);
});
