import { describe, expect, test } from "vitest";
import type { SearchRequest } from "../../../src/core/hub/hub";
import { Trouble } from "../../../src/core/trouble";
import { aTrouble } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

const PNG = { name: "shot.png", bytes: new Uint8Array([1, 2, 3]), mediaType: "image/png" };

function requests(stage: PanelStage): readonly SearchRequest[] {
  return stage.searched as readonly SearchRequest[];
}

describe("going back", () => {
  test("each search is a step; what is typed on is none", async () => {
    const stage = await new PanelStage().connected();
    for (const words of ["r", "red", "red mug", "blue", "blue cup"]) {
      stage.panel.search(words, "");
      await settle();
    }
    stage.panel.back();
    expect(stage.state.clue.words).toBe("red mug");
    expect(stage.state.canGoBack).toBe(false);
    stage.panel.back();
    expect(stage.state.clue.words).toBe("red mug");
  });

  test("what was done is over with the next search", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.insert(["a0"], "usual");
    await settle();
    expect(stage.state.said).toBe("Inserted a0.jpg.");
    stage.panel.search("blue", "");
    expect(stage.state.said).toBe("");
  });

  test("into another folder searches there", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.moreLike("a1");
    await settle();
    stage.panel.setFolder("1");
    await settle();
    stage.panel.back();
    stage.panel.back();
    await settle();
    expect(requests(stage).at(-1)).toMatchObject({ text: "red mug", inside: ["1"] });
  });

  test("beginning anew clears all, and one can come back from that", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.clear();
    expect(stage.state.clue.words).toBe("");
    expect(stage.state.hits).toEqual([]);
    stage.panel.back();
    expect(stage.state.hits).toHaveLength(10);
  });
});

describe("history", () => {
  test("holds what was meant, and not what was typed on the way", async () => {
    const stage = await new PanelStage().connected();
    for (const words of ["r", "red", "red mug"]) {
      stage.panel.search(words, "");
      await stage.after(350);
    }
    expect(stage.state.history).toEqual([]);
    await stage.after(4_000);
    expect(stage.state.history.map(({ words }) => words)).toEqual(["red mug"]);
    stage.panel.search("blue", "");
    await settle();
    stage.panel.insert(["a0"], "usual");
    await settle();
    stage.panel.search("green", "");
    await settle();
    stage.panel.search("green", "");
    await settle();
    expect(stage.state.history.map(({ words }) => words)).toEqual(["green", "blue", "red mug"]);
  });

  test("outlives the window, is searched again, and can be forgotten", async () => {
    const stage = await new PanelStage().connected();
    stage.panel.searchFor("red mug");
    await settle();
    stage.startAgain();
    expect(stage.state.history.map(({ words }) => words)).toEqual(["red mug"]);
    stage.panel.searchHistory(0);
    await settle();
    expect(stage.panel.words).toBe("red mug");
    stage.panel.searchHistory(7);
    stage.panel.clearHistory();
    expect(stage.state.history).toEqual([]);
    await stage.after(1_000);
    expect(stage.kept).toMatchObject({ history: [] });
  });

  test.each([null, 7, "x", { similarity: 900 }, { history: [{ words: 3 }] }, { folder: {} }, []])(
    "whatever was kept is read without harm: %j",
    async (kept) => {
      const stage = new PanelStage();
      stage.kept = kept;
      stage.startAgain();
      await stage.showing();
      expect(stage.state.similarity).toBe(0);
      expect(stage.state.hits).toHaveLength(10);
    },
  );

  test("no picture is kept", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture(PNG);
    await settle();
    await stage.after(10_000);
    expect(stage.kept).toMatchObject({ history: [{ words: "red mug", avoid: "" }] });
    expect(JSON.stringify(stage.kept)).not.toContain("shot.png");
  });
});

test("what went wrong elsewhere is told", async () => {
  const stage = await new PanelStage().connected();
  stage.panel.tell(
    new Trouble("read_only", "The folder is read-only.", "Choose another one.", "open-folder"),
  );
  expect(stage.notice).toMatchObject({ code: "read_only", remedy: "open-folder", isError: true });
  stage.panel.remedy();
  expect(stage.openedFolders).toBe(1);
  stage.panel.dismiss();
  expect(stage.state.notice).toBeNull();
  stage.panel.tell("a string");
  expect(stage.told).toBe("fault");
  stage.panel.tell(aTrouble("not_running"));
  expect(stage.state.connection).toBe("not-running");
});
