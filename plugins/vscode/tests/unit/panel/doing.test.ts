import { describe, expect, test } from "vitest";
import { RETRY_MS } from "../../../src/core/hub/waiting";
import { Trouble } from "../../../src/core/trouble";
import { aHit } from "../hub/fake_hub";
import { aTrouble } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

describe("using what was found", () => {
  test("pictures go in with the way and the words that found them", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.insert(["a2", "a0", "a2", "gone"], "copy");
    await settle();
    expect(stage.using.used).toEqual([{ what: "insert", ids: ["a2", "a0"], way: "copy", words: "red mug" }]);
    expect(stage.state.said).toBe("Inserted a2.jpg, a0.jpg.");
    expect(stage.state.activity).toBe("idle");
  });

  test("a double click inserts once; a second wish for the same, a moment later, again", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.insert(["a0"], "usual");
    stage.panel.insert(["a0"], "usual");
    await settle();
    stage.panel.insert(["a0"], "usual");
    await settle();
    expect(stage.using.used).toHaveLength(1);
    await stage.after(500);
    stage.panel.insert(["a0"], "usual");
    await settle();
    expect(stage.using.used).toHaveLength(2);
  });

  test("progress is how much of the files is there", async () => {
    const stage = await new PanelStage().showing();
    const release = stage.using.hold();
    stage.panel.insert(["a0"], "usual");
    expect(stage.state).toMatchObject({ activity: "inserting", progress: null });
    stage.using.options?.progress(0.25);
    expect(stage.state).toMatchObject({ activity: "fetching", progress: 0.25 });
    stage.using.options?.progress(Number.NaN);
    expect(stage.state).toMatchObject({ activity: "fetching", progress: 0.25 });
    stage.using.options?.progress(1);
    expect(stage.state).toMatchObject({ activity: "inserting", progress: null });
    release();
    await settle();
    expect(stage.state).toMatchObject({ activity: "idle", progress: null });
    stage.using.options?.progress(0.5);
    expect(stage.state).toMatchObject({ activity: "idle", progress: null });
  });

  test("who gives up a choice is told nothing", async () => {
    const stage = await new PanelStage().showing();
    stage.using.givesUp = true;
    stage.panel.insert(["a0"], "options");
    await settle();
    expect(stage.state).toMatchObject({ said: "", notice: null, activity: "idle" });
  });

  test("what the editor refuses is told in its own words", async () => {
    const stage = await new PanelStage().showing();
    stage.using.trouble = new Trouble(
      "read_only",
      "The folder is read-only.",
      "Choose another one.",
      "open-folder",
    );
    stage.panel.insert(["a0"], "usual");
    await settle();
    expect(stage.notice).toMatchObject({
      code: "read_only",
      sentence: "The folder is read-only.",
      isError: true,
    });
    expect(stage.state.activity).toBe("idle");
    expect(stage.state.hits).toHaveLength(10);
  });

  test("a fault of ours is told as one", async () => {
    const stage = await new PanelStage().showing();
    stage.using.trouble = new RangeError("oops");
    stage.panel.copyToWorkspace(["a0"]);
    await settle();
    expect(stage.told).toBe("fault");
    expect(stage.faults).toEqual([stage.using.trouble]);
  });

  test("giving up aborts it", async () => {
    const stage = await new PanelStage().showing();
    const release = stage.using.hold();
    stage.panel.insert(["a0"], "usual");
    stage.panel.stop();
    expect(stage.using.options?.signal.aborted).toBe(true);
    release();
    await settle();
    expect(stage.using.used).toEqual([]);
    expect(stage.state).toMatchObject({ activity: "idle", said: "", notice: null });
  });

  test("an action needs a picture", async () => {
    const stage = await new PanelStage().showing();
    for (const act of [
      () => stage.panel.insert([], "usual"),
      () => stage.panel.copyToWorkspace(["gone"]),
      () => stage.panel.copyCurated([]),
      () => stage.panel.reveal("gone"),
      () => stage.panel.open("gone"),
    ]) {
      stage.panel.dismiss();
      act();
      expect(stage.told).toBe("nothing_chosen");
    }
  });

  test("what is chosen is what is shown, and stays as long as that", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.choose(["a1", "gone", "a0", "a1"]);
    expect(stage.panel.chosenHits().map(({ id }) => id)).toEqual(["a1", "a0"]);
    stage.hub.finds = () => [aHit("a0")];
    stage.panel.search("blue", "");
    await settle();
    expect(stage.state.chosen).toEqual(["a0"]);
  });

  test("a wish while the hub is away waits until it is started", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    expect(stage.notice).toMatchObject({ code: "not_running", button: "Start Bowerbird" });
    stage.hub.startable = true;
    const release = stage.hub.hold("connect");
    stage.panel.insert(["a0"], "copy");
    await settle();
    expect(stage.notice).toMatchObject({ sentence: "Starting Bowerbird…", isError: false, button: "" });
    expect(stage.state.activity).toBe("connecting");
    expect(stage.using.used).toEqual([]);
    release();
    await settle();
    expect(stage.using.used).toHaveLength(1);
    expect(stage.state.notice).toBeNull();
  });

  test("a wish that comes too late is not done: it would come as a surprise", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    stage.hub.startable = true;
    const release = stage.hub.hold("connect");
    stage.panel.insert(["a0"], "copy");
    await stage.after(61_000);
    release();
    await settle();
    expect(stage.state.connection).toBe("ready");
    expect(stage.using.used).toEqual([]);
  });

  test.each([
    ["Nothing was inserted.", (stage: PanelStage) => stage.panel.insert(["a0"], "copy")],
    ["Nothing was copied.", (stage: PanelStage) => stage.panel.copyToWorkspace(["a0"])],
    ["Nothing was copied.", (stage: PanelStage) => stage.panel.copyCurated(["a0"])],
  ])("where the hub does not come it is said: %s", async (undone, act) => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    act(stage);
    await settle();
    expect(stage.notice).toMatchObject({ code: "not_running", button: "Start Bowerbird" });
    expect(stage.notice.sentence).toMatch(new RegExp(` ${undone}$`));
    // It is more than that there is no hub, and is told also where the view is not seen.
    expect(stage.notice).not.toBe(stage.state.standing);
    await stage.after(RETRY_MS[0] ?? 0);
    // That it is looked for again by itself takes nothing back of what was said.
    expect(stage.notice.sentence).toMatch(new RegExp(` ${undone}$`));
    stage.hub.running = true;
    await stage.after(61_000);
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.notice).toBeNull();
    expect(stage.using.used).toEqual([]);
    expect(stage.hub.asked("copyCurated")).toBe(0);
  });

  test.each([
    ["another picture is chosen", (stage: PanelStage) => stage.panel.choose(["a1"])],
    ["another one is put in", (stage: PanelStage) => stage.panel.insert(["a1"], "copy")],
    ["a picture is opened", (stage: PanelStage) => stage.panel.open("a1")],
    ["something else is searched for", (stage: PanelStage) => stage.panel.moreLike("a1")],
    ["it is undone", (stage: PanelStage) => stage.panel.say("")],
  ])("what was done is said until %s", async (_what, act) => {
    const stage = await new PanelStage().showing();
    stage.panel.insert(["a0"], "copy");
    await settle();
    expect(stage.state.said).toContain("a0");
    const release = stage.using.hold();
    act(stage);
    expect(stage.state.said).toBe("");
    release();
  });

  test("a link to where a picture lies needs no hub", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    stage.panel.insert(["a0"], "link");
    await settle();
    expect(stage.using.used).toHaveLength(1);
  });

  test("a hub that is lost while it sends is told", async () => {
    const stage = await new PanelStage().showing();
    stage.using.trouble = aTrouble("not_running");
    stage.panel.insert(["a0"], "copy");
    await settle();
    expect(stage.state.connection).toBe("not-running");
    expect(stage.state.activity).toBe("idle");
    expect(stage.notice.sentence).toContain("Nothing was inserted.");
  });
});

describe("the curated folder, and the folder of a picture", () => {
  test("copies say what became of them", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.copyCurated(["a0"]);
    await settle();
    expect(stage.state.said).toBe("Copied \u2068a0.jpg\u2069 into the curated folder.");
    expect(stage.hub.calls.at(-1)?.asked).toEqual([["a0"], "red mug"]);
    stage.panel.copyCurated(["a0"]);
    await settle();
    expect(stage.state.said).toBe("\u2068a0.jpg\u2069 is in the curated folder already.");
    stage.panel.copyCurated(["a0", "a1", "a2"]);
    await settle();
    expect(stage.state.said).toContain("Copied 2 of 3 pictures");
    stage.panel.copyCurated(["a3", "a4"]);
    await settle();
    expect(stage.state.said).toContain("Copied 2 pictures");
  });

  test("without a curated folder the button leads to where one is chosen", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.curatedFolder = null;
    stage.panel.copyCurated(["a0"]);
    await settle();
    expect(stage.notice).toMatchObject({ code: "no_curated_folder", remedy: "open-page" });
  });

  test("a file manager that is not there leaves the path", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.reveal("a0");
    await settle();
    expect(stage.state.said).toContain("Showed");
    stage.hub.fileManager = false;
    stage.panel.reveal("a0");
    await settle();
    expect(stage.state.said).toContain("/home/person/Pictures/a0.jpg");
  });

  test("an old hub is not asked for what it cannot do", async () => {
    const stage = new PanelStage();
    stage.hub.capabilities = ["search.words"];
    await stage.showing();
    stage.panel.copyCurated(["a0"]);
    expect(stage.told).toBe("not_offered");
    stage.panel.dismiss();
    stage.panel.reveal("a0");
    expect(stage.told).toBe("not_offered");
    expect(stage.hub.asked("reveal") + stage.hub.asked("copyCurated")).toBe(0);
  });
});
