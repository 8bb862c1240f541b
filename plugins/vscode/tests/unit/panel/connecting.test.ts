import { describe, expect, test } from "vitest";
import { RETRY_MS } from "../../../src/core/hub/waiting";
import { showsOf } from "../../../src/core/panel/state";
import type { Trouble } from "../../../src/core/trouble";
import { aHit } from "../hub/fake_hub";
import { aTrouble } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

function starts(stage: PanelStage): readonly unknown[] {
  return stage.hub.calls
    .filter(({ method }) => method === "connect")
    .map(({ asked }) => (asked[0] as { start?: boolean }).start);
}

describe("the connection", () => {
  test("nothing is asked of anybody before something is wanted", async () => {
    const stage = new PanelStage();
    await stage.after(100_000);
    expect(stage.hub.calls).toEqual([]);
    expect(stage.clock.waiting).toBe(0);
    expect(showsOf(stage.state)).toBe("connecting");
  });

  test("a hub that runs is found, with the size of its library and its folders", async () => {
    const stage = await new PanelStage().connected();
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.librarySize).toBe(10);
    expect(stage.state.folders).toEqual([{ id: "1", name: "Pictures", depth: 0, online: true }]);
    expect(stage.state.target).toBe("guide.md");
    expect(stage.state.notice).toBeNull();
    expect(showsOf(stage.state)).toBe("search");
  });

  test("the first connection starts the hub", async () => {
    const stage = new PanelStage();
    stage.hub.running = false;
    stage.hub.startable = true;
    await stage.connected();
    expect(stage.state.connection).toBe("ready");
  });

  test("a hub that is down is looked for less and less often, and never started by that", async () => {
    const stage = new PanelStage();
    stage.hub.running = false;
    await stage.connected();
    expect(stage.state.connection).toBe("not-running");
    expect(stage.notice.remedy).toBe("connect");
    for (const wait of [...RETRY_MS, RETRY_MS.at(-1) ?? 0]) {
      const before = starts(stage).length;
      await stage.after(wait - 1);
      expect(starts(stage)).toHaveLength(before);
      await stage.after(1);
      expect(starts(stage)).toHaveLength(before + 1);
    }
    expect(starts(stage)).toEqual([true, ...RETRY_MS.map(() => false), false]);
    stage.hub.running = true;
    await stage.after(RETRY_MS.at(-1) ?? 0);
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.notice).toBeNull();
  });

  test("what the person does looks for the hub at once, and is done when it is there", async () => {
    const stage = new PanelStage();
    stage.hub.running = false;
    await stage.connected();
    stage.hub.startable = true;
    stage.panel.search("red mug", "");
    expect(stage.state.connection).toBe("connecting");
    await settle();
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.hits).toHaveLength(10);
  });

  test("a hub that stops while its results are seen is told, and they stay", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    expect(stage.state.connection).toBe("not-running");
    expect(stage.told).toBe("not_running");
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.state.clue.words).toBe("red mug");
    expect(showsOf(stage.state)).toBe("search");
    stage.hub.running = true;
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.notice).toBeNull();
    expect(stage.state.hits).toHaveLength(10);
  });

  test("a search that the hub was lost in is sent again by itself", async () => {
    const stage = await new PanelStage().connected();
    stage.hub.running = false;
    stage.panel.search("blue", "");
    await settle();
    expect(stage.told).toBe("not_running");
    stage.hub.running = true;
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.panel.words).toBe("blue");
  });

  test.each([
    ["is lost", (stage: PanelStage) => stage.hub.fail("search", aTrouble("not_running"))],
    [
      "answers that it is busy, and is lost",
      (stage: PanelStage) => stage.hub.fail("search", aTrouble("busy")),
    ],
  ])("what a hub was asked for that %s is asked for again when it is back", async (_how, fail) => {
    const stage = await new PanelStage().showing();
    fail(stage);
    stage.panel.search("blue", "");
    await settle();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    stage.hub.mend("search");
    stage.hub.running = true;
    stage.hub.library = [aHit("new")];
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.hits.map(({ id }) => id)).toEqual(["new"]);
    expect(stage.panel.words).toBe("blue");
    expect(stage.state.notice).toBeNull();
  });

  test("what the person has given up is not asked for again by itself", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.hold("search");
    stage.panel.search("blue", "");
    await settle();
    stage.panel.stop();
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    stage.hub.running = true;
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.connection).toBe("ready");
    expect(stage.panel.words).toBe("red mug");
    expect(stage.hub.asked("search")).toBe(2);
  });

  test("words that are typed after the rights are gone are searched for once they are given again", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.disconnect();
    await settle();
    stage.hub.paired = false;
    stage.panel.search("blue", "");
    await settle();
    stage.hub.paired = true;
    stage.panel.pair();
    await settle();
    expect(stage.state.connection).toBe("ready");
    expect(stage.panel.words).toBe("blue");
  });

  test("with whom we are connected is noted once each time", async () => {
    const stage = await new PanelStage().showing();
    expect(stage.connections).toEqual([`${stage.hub.version} ${stage.hub.libraryId}`]);
    stage.panel.connect();
    await settle();
    expect(stage.connections).toHaveLength(1);
  });

  test.each([
    ["elsewhere", "elsewhere", "connect"],
    ["cannot_start", "not-running", "connect"],
    ["rogue_hub", "trouble", "connect"],
    ["wrong_library", "trouble", "pair"],
    ["hub_too_old", "trouble", "connect"],
    ["hub_too_new", "trouble", "connect"],
    ["timed_out", "trouble", "connect"],
    ["garbled", "trouble", "connect"],
    ["storage", "trouble", "pair"],
  ] as const)("%s keeps us from the hub, is told, and passes", async (code, connection, remedy) => {
    const stage = new PanelStage();
    stage.hub.fail("connect", aTrouble(code));
    await stage.connected();
    expect(stage.state.connection).toBe(connection);
    expect(stage.told).toBe(code);
    expect(stage.notice.remedy).toBe(remedy);
    expect(stage.notice.button).not.toBe("");
    stage.hub.mend("connect");
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.notice).toBeNull();
  });

  test("a fault of ours is told as one, goes to the log, and is tried again", async () => {
    const stage = new PanelStage();
    const fault = new TypeError("undefined is not a function");
    stage.hub.fail("connect", fault as unknown as Trouble);
    await stage.connected();
    expect(stage.told).toBe("fault");
    expect(stage.reported).toContain(fault);
    expect(JSON.stringify(stage.state.notice)).not.toContain("undefined is not");
    stage.hub.mend("connect");
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.state.connection).toBe("ready");
  });

  test("why it could not be started stays until something changes", async () => {
    const stage = new PanelStage();
    stage.hub.fail("connect", aTrouble("cannot_start"));
    await stage.connected();
    stage.hub.mend("connect");
    stage.hub.running = false;
    await stage.after(RETRY_MS[0] ?? 0);
    expect(stage.told).toBe("cannot_start");
    expect(stage.state.connection).toBe("not-running");
  });

  test("a second wish to connect does not begin anew", async () => {
    const stage = new PanelStage();
    const release = stage.hub.hold("connect");
    stage.panel.connect();
    stage.panel.connect();
    release();
    await settle();
    expect(stage.hub.asked("connect")).toBe(1);
  });

  test("a hub with another library shows nothing of the one before", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.setFolder("1");
    await settle();
    stage.panel.moreLike("a0");
    await settle();
    stage.hub.libraryId = "library-2";
    stage.hub.library = [aHit("other")];
    stage.panel.connect();
    await settle();
    expect(stage.state.hits).toEqual([]);
    expect(stage.state.folder).toBeNull();
    expect(stage.state.clue.like).toBeNull();
    expect(stage.state.canGoBack).toBe(false);
  });

  test("an answer of another library is not shown; the words are sent to it anew", async () => {
    const stage = await new PanelStage().showing();
    stage.hub.libraryId = "library-2";
    stage.hub.library = [aHit("other")];
    stage.panel.search("blue", "");
    await settle();
    expect(stage.state.hits.map(({ id }) => id)).toEqual(["other"]);
  });

  test("a hub whose answers are always of another library is told, and not looked for in a circle", async () => {
    const stage = new PanelStage();
    const usual = stage.hub.connect.bind(stage.hub);
    stage.hub.connect = async (options) => {
      if (stage.hub.asked("connect") > 20) throw aTrouble("not_paired");
      return { ...(await usual(options)), libraryId: "library-2" };
    };
    await stage.showing();
    expect(stage.told).toBe("garbled");
    expect(stage.state.hits).toEqual([]);
    expect(stage.hub.asked("search")).toBe(2);
  });

  test("that the hub is gone takes the place of what was told before", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.open("no such picture");
    expect(stage.told).toBe("nothing_chosen");
    stage.hub.running = false;
    stage.hub.breakOff();
    await settle();
    expect(stage.told).toBe("not_running");
  });

  test("whoever has no rights any more follows nothing", async () => {
    const stage = await new PanelStage().showing();
    expect(stage.hub.followers).toBe(1);
    stage.hub.paired = false;
    stage.panel.search("blue", "");
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.hub.followers).toBe(0);
  });

  test("disconnecting forgets the rights and keeps the words", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.disconnect();
    await settle();
    expect(stage.hub.asked("disconnect")).toBe(1);
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.state.clue.words).toBe("red mug");
    expect(stage.hub.followers).toBe(0);
    expect(stage.notice.isError).toBe(false);
  });

  test("a page that cannot be opened is told with another way", async () => {
    const stage = await new PanelStage().connected();
    stage.hub.browser = false;
    stage.panel.openPage();
    await settle();
    expect(stage.told).toBe("page_not_opened");
    expect(stage.notice.advice).toContain("bowerbird open");
  });

  test("a listener that fails keeps nobody from anything, and is in the log", async () => {
    const stage = new PanelStage();
    let told = 0;
    stage.panel.listen(() => {
      throw new Error("cannot paint");
    });
    stage.panel.listen(() => {
      told += 1;
    });
    await stage.connected();
    expect(stage.state.connection).toBe("ready");
    expect(told).toBeGreaterThan(0);
    expect(stage.faults).not.toEqual([]);
  });

  test("after the end nothing happens, whatever is called or comes", async () => {
    const stage = await new PanelStage().showing();
    const release = stage.hub.hold("search");
    stage.panel.search("blue", "");
    stage.panel.dispose();
    const before = stage.state;
    const calls = stage.hub.calls.length;
    release();
    stage.hub.emit({ kind: "library" });
    stage.panel.search("green", "");
    stage.panel.insert(["a0"], "usual");
    stage.panel.pair();
    stage.panel.dispose();
    await stage.after(1_000_000);
    expect(stage.state).toBe(before);
    expect(stage.hub.calls).toHaveLength(calls);
    expect(stage.hub.followers).toBe(0);
    expect(stage.clock.waiting).toBe(0);
    expect(stage.faults).toEqual([]);
  });
});
