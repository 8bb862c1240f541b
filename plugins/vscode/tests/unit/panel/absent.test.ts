import { describe, expect, test } from "vitest";
import { troubleOf } from "../../../src/core/hub/problems";
import type { NoticeView } from "../../../src/core/messages";
import { Trouble } from "../../../src/core/trouble";
import { aHit } from "../hub/fake_hub";
import { PanelStage, settle } from "./panel_stage";

describe("of a picture that was not found", () => {
  const LOST = [aHit("lost", { online: false, disk: null }), aHit("lost2", { online: false, disk: null })];
  const doings = [
    ["copied", (stage: PanelStage, id: string) => stage.panel.copyCurated([id])],
    ["shown", (stage: PanelStage, id: string) => stage.panel.reveal(id)],
  ] as const;

  async function toldAfter(act: (stage: PanelStage) => void, trouble?: Trouble): Promise<NoticeView> {
    const stage = new PanelStage();
    stage.hub.library = [...LOST, aHit("away", { online: false, disk: "Trips" }), aHit("here")];
    await stage.showing();
    if (trouble !== undefined) {
      stage.hub.fail("copyCurated", trouble);
      stage.hub.fail("reveal", trouble);
    }
    act(stage);
    await settle();
    return stage.notice;
  }

  const gone = (detail: string) =>
    troubleOf({
      status: 410,
      headers: { "content-type": "application/problem+json" },
      body: Buffer.from(JSON.stringify({ code: "asset_gone", detail })),
    });

  test.each(doings)("it is said what to do when it is to be %s", async (_what, act) => {
    const notice = await toldAfter((stage) => act(stage, "lost"), gone("It was not there on 3 May."));
    expect(notice.sentence).toBe("\u2068lost.jpg\u2069 was not found.");
    expect(notice.advice).toBe(
      "Put back what is missing, or say on Bowerbird's page under Folders that it is gone. It was not there on 3 May.",
    );
    expect(notice.remedy).toBe("open-page");
  });

  test.each(doings)("a disk to plug in is told as before when it is to be %s", async (_what, act) => {
    const notice = await toldAfter((stage) => act(stage, "away"));
    expect(notice.sentence).toContain("Plug in Trips");
  });

  test("several are counted, and with one on a disk the hub's own words stand", async () => {
    const both = await toldAfter((stage) => stage.panel.copyCurated(["lost", "lost2", "here"]));
    expect(both.sentence).toBe("2 of the pictures were not found.");
    const mixed = await toldAfter((stage) => stage.panel.copyCurated(["away", "lost"]));
    expect(mixed.sentence).toContain("Plug in Trips");
  });

  test("what else goes wrong is told as usual, and so is what went after the search", async () => {
    const copied = (id: string) => (stage: PanelStage) => stage.panel.copyCurated([id]);
    const full = new Trouble("disk_full", "The disk is full.");
    expect((await toldAfter(copied("lost"), full)).sentence).toBe("The disk is full.");
    expect(await toldAfter(copied("here"), gone(""))).toMatchObject({
      sentence: "The picture is not there any more.",
      remedy: "search-again",
    });
  });
});
