import { beforeEach, describe, expect, test } from "vitest";
import { startPageOf } from "../../../src/core/panel/start_page";
import { showsOf } from "../../../src/core/panel/state";
import { aTrouble } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

describe("pairing", () => {
  let stage: PanelStage;

  beforeEach(async () => {
    stage = new PanelStage();
    stage.hub.paired = false;
    stage.hub.pairing = "waiting";
    await stage.connected();
  });

  test("the first time is no error", () => {
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.notice).toMatchObject({ isError: false, remedy: "pair", code: "not_paired" });
    expect(showsOf(stage.state)).toBe("not-paired");
  });

  test("the code is shown and counts down until the owner approves", async () => {
    stage.panel.pair();
    await settle();
    expect(stage.state).toMatchObject({
      connection: "pairing",
      pairing: { code: "123-456", secondsLeft: 120 },
    });
    await stage.after(3_000);
    expect(stage.state.pairing?.secondsLeft).toBe(117);
    const page = startPageOf(stage.state);
    expect(page.lines.map(({ id }) => id)).toEqual(["code", "open-page", "cancel"]);
    expect(page.lines[0]?.label).toContain("123-456");
    stage.hub.decide("approved");
    await settle();
    expect(stage.state.connection).toBe("ready");
    expect(stage.state.pairing).toBeNull();
    expect(showsOf(stage.state)).toBe("search");
  });

  test.each([
    ["denied", "pairing_denied"],
    ["expired", "pairing_gone"],
  ] as const)("a request that is %s is told and can be made again", async (answer, code) => {
    stage.panel.pair();
    await settle();
    stage.hub.decide(answer);
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.told).toBe(code);
    expect(stage.notice.remedy).toBe("pair");
    expect(startPageOf(stage.state).lines.map(({ id }) => id)).toEqual(["remedy", "log"]);
    stage.hub.pairing = "approved";
    stage.panel.remedy();
    await settle();
    expect(stage.state.connection).toBe("ready");
  });

  test("cancelling ends it, and a late yes goes nowhere", async () => {
    stage.panel.pair();
    await settle();
    stage.panel.cancelPairing();
    stage.hub.decide("approved");
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.state.pairing).toBeNull();
    expect(stage.hub.paired).toBe(false);
  });

  test("a second wish to pair asks once", async () => {
    stage.panel.pair();
    stage.panel.pair();
    await settle();
    expect(stage.hub.asked("pair")).toBe(1);
  });

  test("a hub that is down while pairing is told", async () => {
    stage.hub.running = false;
    stage.panel.pair();
    await settle();
    expect(stage.state.connection).toBe("not-running");
    expect(stage.told).toBe("not_running");
  });

  test("what goes wrong otherwise leaves the button to try again", async () => {
    stage.hub.fail("pair", aTrouble("too_many_requests"));
    stage.panel.pair();
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.notice).toMatchObject({ code: "too_many_requests", remedy: "pair" });
  });

  test.each([true, false])(
    "a code that must be seen counts only once it was (approved first: %s)",
    async (first) => {
      stage.hub.mustBeSeen = true;
      stage.panel.pair();
      await settle();
      const page = startPageOf(stage.state);
      expect(page.message).toBe(stage.state.pairing?.caution);
      expect(page.lines.map(({ id }) => id)).toEqual(["code", "open-page", "confirm", "cancel"]);
      if (first) stage.hub.decide("approved");
      await settle();
      expect(stage.state.connection).toBe("pairing");
      expect(stage.hub.paired).toBe(false);
      stage.panel.confirmCode(true);
      await settle();
      if (!first) {
        expect(startPageOf(stage.state).lines.map(({ id }) => id)).toEqual(["code", "open-page", "cancel"]);
        stage.hub.decide("approved");
      }
      await settle();
      expect(stage.state.connection).toBe("ready");
    },
  );

  test("who does not see the code lets nobody in", async () => {
    stage.hub.mustBeSeen = true;
    stage.hub.pairing = "approved";
    stage.panel.pair();
    await settle();
    stage.panel.confirmCode(false);
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.hub.paired).toBe(false);
  });

  test("a search from before is sent when the rights are there", async () => {
    stage.panel.searchFor("red mug");
    await settle();
    expect(showsOf(stage.state)).toBe("not-paired");
    stage.hub.pairing = "approved";
    stage.panel.pair();
    await settle();
    expect(stage.state.hits).toHaveLength(10);
    expect(stage.shown).toEqual([false]);
  });

  test("revoked rights keep words and results, and say so", async () => {
    stage.hub.paired = true;
    await stage.showing();
    stage.hub.fail("search", aTrouble("revoked"));
    stage.panel.search("blue", "");
    await settle();
    expect(stage.state.connection).toBe("not-paired");
    expect(stage.notice).toMatchObject({ isError: true, remedy: "pair" });
    expect(stage.state.clue.words).toBe("blue");
    expect(stage.state.hits).toHaveLength(10);
    expect(showsOf(stage.state)).toBe("search");
    stage.hub.mend("search");
    stage.hub.pairing = "approved";
    stage.panel.remedy();
    expect(showsOf(stage.state)).toBe("pairing");
    await settle();
    expect(stage.panel.words).toBe("blue");
  });

  test("what runs when pairing begins is given up, and a search sent after it", async () => {
    stage.hub.paired = true;
    await stage.connected();
    stage.panel.connect();
    await settle();
    stage.hub.pairing = "waiting";
    stage.hub.hold("search");
    stage.panel.search("blue", "");
    const release = stage.hub.hold("search");
    stage.panel.pair();
    await settle();
    expect(stage.state.activity).toBe("idle");
    release();
    stage.hub.decide("approved");
    await settle();
    expect(stage.panel.words).toBe("blue");
  });
});

test("while the code has not come, the start view says so and lets go", async () => {
  const stage = new PanelStage();
  stage.hub.paired = false;
  await stage.connected();
  stage.hub.hold("pair");
  stage.panel.pair();
  await settle();
  const page = startPageOf(stage.state);
  expect(page.message).not.toBe("");
  expect(page.lines.map(({ id }) => id)).toEqual(["cancel"]);
});
