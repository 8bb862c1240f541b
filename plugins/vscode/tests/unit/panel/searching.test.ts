import { describe, expect, test } from "vitest";
import type { Hit, SearchRequest } from "../../../src/core/hub/hub";
import { MOST_PICTURE_BYTES } from "../../../src/core/messages";
import { PAGE } from "../../../src/core/panel/asking";
import { Trouble } from "../../../src/core/trouble";
import { aHit, aStatus, FakeHub } from "../hub/fake_hub";
import { aTrouble, GatedHub } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

const PNG = { name: "shot.png", bytes: new Uint8Array([1, 2, 3]), mediaType: "image/png" };

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
    stage.hub.notes = ["1 picture cannot be opened now: plug in “Archive”.", "Something else."];
    await stage.showing();
    expect(stage.state.notes).toEqual([
      "Something else.",
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

describe("pictures", () => {
  test("one from outside is sent once, with the words that stand there or without", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture(PNG);
    await settle();
    expect(stage.hub.asked("sendPicture")).toBe(1);
    expect(requests(stage).at(-1)).toMatchObject({ text: "red mug", like: { query_image: "q1" } });
    stage.panel.search("blue", "");
    await settle();
    expect(stage.hub.asked("sendPicture")).toBe(1);
    expect(requests(stage).at(-1)).toMatchObject({ text: "blue", like: { query_image: "q1" } });
    stage.panel.searchWithPicture({ ...PNG });
    await settle();
    expect(requests(stage).at(-1)).toMatchObject({ text: null, like: { query_image: "q2" } });
    expect(stage.shown).toEqual([false]);
  });

  test("one that the hub has let go of is sent again", async () => {
    const stage = await new PanelStage().connected();
    stage.panel.addPicture(PNG);
    await settle();
    stage.hub.sentPictures.clear();
    stage.panel.search("blue", "");
    await settle();
    expect(stage.hub.asked("sendPicture")).toBe(2);
    expect(stage.state.notice).toBeNull();
    expect(stage.state.hits).toHaveLength(10);
  });

  test("is told as being sent", async () => {
    const stage = await new PanelStage().connected();
    const release = stage.hub.hold("sendPicture");
    stage.panel.addPicture(PNG);
    await settle();
    expect(stage.state.activity).toBe("sending");
    release();
    await settle();
    expect(stage.state.activity).toBe("idle");
  });

  test.each([
    ["too large", { ...PNG, bytes: new Uint8Array(MOST_PICTURE_BYTES + 1) }, "picture_too_large"],
    ["empty", { ...PNG, bytes: new Uint8Array() }, "unreadable_picture"],
    ["of no known type", { ...PNG, name: "notes", mediaType: "" }, "unreadable_picture"],
    ["no picture at all", { ...PNG, name: "notes.txt", mediaType: "text/plain" }, "unreadable_picture"],
  ])("one that is %s is told and not sent", async (_what, picture, code) => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture(picture);
    await settle();
    expect(stage.told).toBe(code);
    expect(stage.hub.asked("sendPicture")).toBe(0);
    expect(stage.state.clue.picture).toBeNull();
    expect(stage.state.hits).toHaveLength(10);
  });

  test("a type that is not told is known by the name", async () => {
    const stage = await new PanelStage().connected();
    stage.panel.addPicture({ ...PNG, name: "Photo.JPG", mediaType: "" });
    await settle();
    expect(stage.hub.sentPictures.get("q1")?.mediaType).toBe("image/jpeg");
  });

  test.each([
    [{ query: true }, "query_images"],
    [{ query: false }, "search.picture"],
  ])("a hub that cannot is not asked (%o, without %s)", async ({ query }, capability) => {
    const stage = new PanelStage();
    stage.hub.capabilities = stage.hub.capabilities.filter((each) => each !== capability);
    await stage.showing();
    if (query) stage.panel.addPicture(PNG);
    else stage.panel.moreLike("a0");
    await settle();
    expect(stage.told).toBe("not_offered");
    expect(requests(stage)).toHaveLength(1);
  });

  test("more like this leaves the words behind, and back brings them", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture(PNG);
    await settle();
    stage.panel.moreLike("a3");
    await settle();
    expect(stage.state.clue).toMatchObject({ words: "", picture: null, like: { id: "a3" } });
    expect(requests(stage).at(-1)).toMatchObject({ text: null, like: { asset: "a3" } });
    stage.panel.back();
    expect(stage.state.clue).toMatchObject({ words: "red mug", picture: { name: "shot.png" }, like: null });
    stage.panel.clearPicture();
    await settle();
    expect(requests(stage).at(-1)).toMatchObject({ text: "red mug", like: null });
  });

  test("a picture that is not there any more asks to choose one", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.moreLike("gone");
    expect(stage.told).toBe("nothing_chosen");
  });
});

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
