import { describe, expect, test } from "vitest";
import type { Hit, SearchRequest } from "../../../src/core/hub/hub";
import { PAGE } from "../../../src/core/panel/asking";
import { aHit, aStatus, FakeHub } from "../hub/fake_hub";
import { aTrouble, GatedHub } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

function requests(stage: PanelStage): readonly SearchRequest[] {
  return stage.searched as readonly SearchRequest[];
}

function many(number: number): Hit[] {
  return Array.from({ length: number }, (_, index) => aHit(`p${index}`, { similarity: 90 - index / 10 }));
}

describe("searching", () => {
  test("the first page is shown with how the clue was understood", async () => {
    const stage = await new PanelStage().showing("  red mug ");
    expect(requests(stage)).toEqual([
      {
        text: "red mug",
        letters: null,
        like: null,
        region: null,
        avoid: null,
        inside: [],
        outside: [],
        limit: PAGE,
        cursor: null,
      },
    ]);
    expect(stage.state).toMatchObject({ entry: "words", hasMore: false, activity: "idle", notice: null });
    expect(stage.state.hits).toHaveLength(10);
  });

  test.each([false, true])(
    "only the newest search counts, however late another answers (%s)",
    async (isLate) => {
      const hub = new FakeHub();
      const gated = new GatedHub(hub);
      gated.isLate = isLate;
      const stage = new PanelStage(hub, gated);
      stage.panel.wake();
      for (let turn = 0; turn < 4; turn += 1) {
        await settle();
        gated.deliver();
      }
      await settle();
      hub.finds = ({ text }) => [aHit(`for-${text}`)];
      stage.panel.search("old", "");
      await settle();
      stage.panel.search("new", "");
      await settle();
      while (gated.deliver(99)) await settle();
      expect(stage.state.hits.map(({ id }) => id)).toEqual(["for-new"]);
      expect(stage.panel.words).toBe("new");
      expect(stage.state.activity).toBe("idle");
    },
  );

  test("new words clear nothing before there is something new", async () => {
    const stage = await new PanelStage().showing();
    const release = stage.hub.hold("search");
    stage.panel.search("blue", "");
    await settle();
    expect(stage.state).toMatchObject({ activity: "searching" });
    expect(stage.state.hits).toHaveLength(10);
    release();
    await settle();
    expect(stage.panel.words).toBe("blue");
  });

  test("with nothing to look for, the library is shown, and one can come back", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.search("  ", "blue");
    await settle();
    expect(stage.state.hits).toEqual([]);
    expect(requests(stage)).toHaveLength(1);
    stage.panel.back();
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.state.clue.words).toBe("red mug");
    expect(requests(stage)).toHaveLength(1);
  });

  test.each(["busy", "timed_out", "garbled", "unknown_folder", "insufficient_scope"])(
    "%s is told, and the results stay",
    async (code) => {
      const stage = await new PanelStage().showing();
      stage.hub.fail("search", aTrouble(code));
      stage.panel.search("blue", "");
      await settle();
      expect(stage.told).toBe(code);
      expect(stage.state).toMatchObject({ activity: "idle", connection: "ready" });
      expect(stage.state.hits).toHaveLength(10);
      stage.hub.mend("search");
      stage.panel.search("blue", "");
      await settle();
      expect(stage.state.notice).toBeNull();
    },
  );

  test("words longer than the hub takes, and half characters, are cut and mended", async () => {
    const stage = await new PanelStage().connected();
    stage.panel.searchFor(`\0\ud800${"x".repeat(5_000)}`);
    await settle();
    const text = requests(stage)[0]?.text ?? "";
    expect(text.length).toBe(2_000);
    expect(text.startsWith("\ufffd\ufffdx")).toBe(true);
  });

  test("what to avoid goes along, where the hub can", async () => {
    const stage = await new PanelStage().connected();
    stage.panel.search("a mug", "blue");
    await settle();
    expect(requests(stage)[0]?.avoid).toBe("blue");
    stage.hub.capabilities = ["search.words"];
    stage.panel.connect();
    await settle();
    stage.panel.search("a mug", "blue, people");
    await settle();
    expect(requests(stage).at(-1)?.avoid).toBeNull();
    expect(stage.state.notes.at(-1)).toContain("cannot avoid words yet");
  });

  test("a folder narrows the search itself, and is kept", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.setFolder("1");
    await settle();
    expect(requests(stage).at(-1)?.inside).toEqual(["1"]);
    await stage.after(1_000);
    stage.startAgain();
    expect(stage.state.folder).toBe("1");
  });

  test("nothing found in a folder offers to search everywhere", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.finds = ({ inside }) => (inside.length > 0 ? [] : stage.hub.library);
    stage.panel.setFolder("1");
    await settle();
    expect(stage.notice).toMatchObject({ code: "nothing_found", remedy: "clear-filters", isError: false });
    stage.panel.remedy();
    await settle();
    expect(stage.state.hits).toHaveLength(10);
  });

  test("the slider asks nobody, says when it hides all, and comes back", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.setSimilarity(95.4);
    expect(stage.state.similarity).toBe(95);
    expect(stage.notice).toMatchObject({ code: "all_hidden", remedy: "lower-similarity" });
    stage.panel.remedy();
    expect(stage.state.similarity).toBe(80);
    expect(stage.state.notice).toBeNull();
    expect(requests(stage)).toHaveLength(1);
    stage.panel.setSimilarity(-7);
    expect(stage.state.similarity).toBe(0);
    stage.panel.setSimilarity(700);
    expect(stage.state.similarity).toBe(100);
  });

  test("a library without pictures says so", async () => {
    const stage = new PanelStage();
    stage.hub.statusNow = aStatus(0);
    await stage.connected();
    expect(stage.notice).toMatchObject({ code: "empty_library", remedy: "open-page" });
  });

  test("giving up keeps what is there", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.hold("search");
    stage.panel.search("blue", "");
    await settle();
    stage.panel.stop();
    await settle();
    expect(stage.state.activity).toBe("idle");
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.panel.words).toBe("red mug");
  });

  test("pictures on disks that are away are noted", async () => {
    const stage = new PanelStage();
    stage.hub.library = [aHit("a", { online: false, disk: "Archive" }), aHit("b")];
    const others = [
      "1 of these pictures cannot be opened now: not found since 3 May 2026.",
      "1 of these pictures cannot be opened now: the disk “Archive” does not answer as it should.",
    ];
    stage.hub.notes = [
      "1 of these pictures cannot be opened now: plug in “Archive”.",
      "1 of these pictures cannot be opened now: the disk “Archive” is not connected; connect it.",
      ...others,
    ];
    await stage.showing();
    expect(stage.state.notes).toEqual([
      ...others,
      "1 of these lies on the disk \u2068Archive\u2069, which is away.",
    ]);
  });
});

describe("pages", () => {
  test("are added, and no picture comes twice", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(250);
    await stage.showing();
    expect(stage.state).toMatchObject({ hasMore: true, search: expect.any(Number) });
    const { search } = stage.state;
    stage.hub.library.unshift(aHit("new"));
    stage.panel.more();
    stage.panel.more();
    await settle();
    const ids = stage.state.hits.map(({ id }) => id);
    expect(ids).toHaveLength(199);
    expect(new Set(ids).size).toBe(199);
    expect(stage.state.search).toBe(search);
    stage.panel.more();
    await settle();
    expect(stage.state.hits).toHaveLength(250);
    expect(stage.state.hasMore).toBe(false);
  });

  test("one that failed can be asked for again", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(150);
    await stage.showing();
    stage.hub.fail("search", aTrouble("busy"));
    stage.panel.more();
    await settle();
    expect(stage.told).toBe("busy");
    stage.hub.mend("search");
    stage.panel.more();
    await settle();
    expect(stage.state.hits).toHaveLength(150);
    expect(stage.state.notice).toBeNull();
  });

  test("a cursor that the hub forgot begins again, past what is here", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(250);
    await stage.showing();
    const usual = stage.hub.finds;
    stage.hub.finds = (request) => {
      if (request.cursor === "100") {
        stage.hub.finds = usual;
        throw aTrouble("bad_cursor");
      }
      return usual(request);
    };
    stage.panel.more();
    await settle();
    expect(stage.state.hits).toHaveLength(200);
    expect(stage.state.notice).toBeNull();
  });

  test("however many are here already, those behind them come after a cursor that the hub forgot", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(900);
    await stage.showing();
    while (stage.state.hits.length < 800) {
      stage.panel.more();
      await settle();
    }
    const usual = stage.hub.finds;
    stage.hub.finds = (request) => {
      if (request.cursor === "800") {
        stage.hub.finds = usual;
        throw aTrouble("bad_cursor");
      }
      return usual(request);
    };
    stage.panel.more();
    do await settle();
    while (stage.state.activity !== "idle");
    expect(stage.state.hits).toHaveLength(900);
  });

  test("a hub that takes no cursor, and nothing in its place, is told and not asked in a circle", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(250);
    await stage.showing();
    stage.hub.finds = () => {
      throw aTrouble(requests(stage).length > 20 ? "busy" : "bad_cursor");
    };
    stage.panel.more();
    await settle();
    expect(stage.told).toBe("bad_cursor");
    expect(requests(stage)).toHaveLength(3);
    expect(stage.state.hits).toHaveLength(100);
  });

  test("that bring nothing new come to an end", async () => {
    const stage = new PanelStage();
    stage.hub.library = many(100);
    stage.hub.finds = ({ cursor }) => [
      ...Array.from({ length: Number(cursor ?? 0) }, () => aHit("p0")),
      ...many(200),
    ];
    await stage.showing();
    stage.panel.more();
    await settle();
    expect(stage.state.hasMore).toBe(false);
    expect(stage.state.activity).toBe("idle");
    expect(requests(stage).length).toBeLessThan(12);
  });
});
