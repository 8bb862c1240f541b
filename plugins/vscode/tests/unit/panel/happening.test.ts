import { describe, expect, test } from "vitest";
import { RETRY_MS } from "../../../src/core/hub/waiting";
import { showsOf } from "../../../src/core/panel/state";
import { aFolder, aHit, aStatus } from "../hub/fake_hub";
import { aTrouble } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

describe("what happens in the hub", () => {
  test("a library that grows is seen at once where nothing was there", async () => {
    const stage = new PanelStage();
    stage.hub.statusNow = aStatus(0);
    await stage.connected();
    expect(showsOf(stage.state)).toBe("empty");
    stage.hub.statusNow = aStatus(3);
    stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    expect(stage.state.librarySize).toBe(3);
    expect(showsOf(stage.state)).toBe("search");
  });

  test("results that may be old say so, and the button searches again", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.library = [aHit("new"), ...stage.hub.library];
    stage.hub.emit({ kind: "library" });
    await stage.after(1_000);
    expect(stage.told).toBe("library_changed");
    expect(stage.state.hits).toHaveLength(10);
    stage.panel.remedy();
    await settle();
    expect(stage.state.hits).toHaveLength(11);
    expect(stage.state.notice).toBeNull();
  });

  test.each([
    ["stays as it was", 10, ""],
    ["has grown", 11, "library_changed"],
  ])("results from before a break are old only where the library %s", async (_how, size, told) => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    stage.hub.running = true;
    stage.hub.statusNow = aStatus(size);
    await stage.after(RETRY_MS[0] ?? 0);
    stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    expect(stage.state.connection).toBe("ready");
    expect(stage.told).toBe(told);
  });

  test("a break that only the events had is looked after too", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.breakOff(aTrouble("garbled"));
    stage.hub.statusNow = aStatus(11);
    stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    expect(stage.told).toBe("library_changed");
    stage.panel.dismiss();
    stage.hub.statusNow = aStatus(12);
    stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    // Control: where nothing was missed, the hub itself says what matters.
    expect(stage.told).toBe("");
  });

  test("where nothing was found, it is looked for again by itself", async () => {
    const stage = new PanelStage();
    stage.hub.finds = () => [];
    await stage.showing();
    expect(stage.told).toBe("nothing_found");
    stage.hub.finds = () => stage.hub.library;
    stage.hub.emit({ kind: "library" });
    await stage.after(1_000);
    expect(stage.state.hits).toHaveLength(10);
  });

  test("what is dismissed does not come back before the next change", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.emit({ kind: "library" });
    await stage.after(1_000);
    stage.panel.dismiss();
    expect(stage.state.notice).toBeNull();
    stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    expect(stage.state.notice).toBeNull();
  });

  test("many events are asked after once", async () => {
    const stage = await new PanelStage().connected();
    await stage.after(1_000);
    const before = stage.hub.asked("status");
    for (let number = 0; number < 50; number += 1) stage.hub.emit({ kind: "status" });
    await stage.after(1_000);
    expect(stage.hub.asked("status")).toBe(before + 1);
  });

  test("a hub that tells no events is used without", async () => {
    const stage = new PanelStage();
    stage.hub.capabilities = ["search.words"];
    await stage.showing();
    expect(stage.hub.asked("follow")).toBe(0);
    expect(stage.state.hits).toHaveLength(10);
  });

  test("what is not searchable yet, and folders that are away, are noted", async () => {
    const stage = new PanelStage();
    stage.hub.statusNow = aStatus(10, { pictures: 25, folders: { online: 1, offline: 2 } });
    await stage.connected();
    expect(stage.state.notes).toEqual(["15 of 25 pictures are not searchable yet.", "2 folders are away."]);
  });
});

describe("folders", () => {
  test("those below are listed behind each, with their own names", async () => {
    const stage = new PanelStage();
    stage.hub.subfolderList = [
      { id: "1-1", name: "2024", pictures: 3, advice: [] },
      { id: "1-2", name: "2024/mugs", pictures: 2, advice: [] },
    ];
    await stage.connected();
    expect(stage.state.folders.map(({ name, depth }) => [name, depth])).toEqual([
      ["Pictures", 0],
      ["2024", 1],
      ["mugs", 2],
    ]);
  });

  test("a folder that cannot be listed leaves the others", async () => {
    const stage = new PanelStage();
    stage.hub.folderList = [aFolder(), aFolder({ id: "2", name: "Archive", online: false })];
    stage.hub.fail("subfolders", aTrouble("unknown_folder"));
    await stage.connected();
    expect(stage.state.folders.map(({ name }) => name)).toEqual(["Pictures", "Archive"]);
    expect(stage.state.notice).toBeNull();
  });
});
