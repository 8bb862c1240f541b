import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_IN_FLIGHT, type Wanted } from "../../../src/core/panel/thumbnails";
import { aHit, FakeHub } from "../hub/fake_hub";
import { aTrouble, GatedHub } from "./gated_hub";
import { PanelStage, settle } from "./panel_stage";

function wanted(...numbers: readonly number[]): readonly Wanted[] {
  return numbers.map((number) => ({ id: `p${number}`, side: 320 as const }));
}

async function gatedStage(): Promise<{ stage: PanelStage; gated: GatedHub }> {
  const hub = new FakeHub();
  hub.library = Array.from({ length: 40 }, (_, number) => aHit(`p${number}`));
  const gated = new GatedHub(hub);
  const stage = new PanelStage(hub, gated);
  stage.panel.search("red", "");
  await settle();
  while (gated.deliver()) await settle();
  expect(stage.state.hits).toHaveLength(40);
  return { stage, gated };
}

function asked(stage: PanelStage): readonly unknown[] {
  return stage.hub.calls
    .filter(({ method }) => method === "thumbnail")
    .map((call) => (call.asked[0] as { id: string }).id);
}

describe("thumbnails", () => {
  test("few are asked for at once, the most urgent first", async () => {
    const { stage, gated } = await gatedStage();
    stage.panel.want(wanted(9, 8, 7, 6, 5, 4, 3, 2));
    expect(gated.waiting("thumbnail")).toHaveLength(MOST_IN_FLIGHT);
    while (gated.deliver()) await settle();
    expect(asked(stage)).toEqual(["p9", "p8", "p7", "p6", "p5", "p4", "p3", "p2"]);
    expect(stage.thumbnails).toHaveLength(8);
    expect(stage.thumbnails[0]?.bytes?.length).toBeGreaterThan(8);
  });

  test("what is not wanted any more is given up, and the newest wish comes first", async () => {
    const { stage, gated } = await gatedStage();
    stage.panel.want(wanted(0, 1, 2, 3, 4, 5, 6, 7));
    stage.panel.want(wanted(20, 21, 5));
    expect(gated.waiting("thumbnail")).toHaveLength(3);
    while (gated.deliver()) await settle();
    expect(stage.thumbnails.map(({ content }) => content).sort()).toEqual(
      [20, 21, 5].map((number) => aHit(`p${number}`).content).sort(),
    );
  });

  test("what cannot be had is said, and tried again after a while", async () => {
    const { stage, gated } = await gatedStage();
    gated.errors.set("thumbnail", aTrouble("asset_gone"));
    stage.panel.want(wanted(1));
    while (gated.deliver()) await settle();
    expect(stage.thumbnails).toMatchObject([{ bytes: null }]);
    stage.panel.want(wanted(1));
    expect(gated.waiting("thumbnail")).toHaveLength(0);
    gated.errors.clear();
    await stage.after(10_000);
    while (gated.deliver()) await settle();
    expect(stage.thumbnails.at(-1)?.bytes).not.toBeNull();
  });

  test("a hub that goes away is no fault of the pictures: they come when it is back", async () => {
    const { stage, gated } = await gatedStage();
    stage.hub.running = false;
    stage.panel.want(wanted(1, 2, 3));
    while (gated.deliver()) await settle();
    expect(stage.state.connection).toBe("not-running");
    expect(stage.thumbnails).toEqual([]);
    stage.hub.running = true;
    await stage.after(2_000);
    while (gated.deliver()) await settle();
    expect(stage.thumbnails).toHaveLength(3);
  });

  test("while somebody pairs none is asked for, and afterwards those that are still wanted", async () => {
    const { stage, gated } = await gatedStage();
    stage.hub.pairing = "waiting";
    stage.panel.want(wanted(1, 2));
    stage.panel.pair();
    expect(gated.waiting("thumbnail")).toEqual([]);
    stage.panel.want(wanted(3));
    while (gated.deliver()) await settle();
    expect(stage.thumbnails).toEqual([]);
    stage.hub.decide("approved");
    await settle();
    while (gated.deliver()) await settle();
    expect(stage.thumbnails).toMatchObject([{ content: aHit("p3").content }]);
  });

  test("of pictures that were never found none is asked for", async () => {
    const { stage, gated } = await gatedStage();
    stage.panel.want([{ id: "elsewhere", side: 160 }]);
    expect(gated.jobs).toHaveLength(0);
  });

  test("whatever is wanted in whatever order: never too many, and the last wishes are all met", async () => {
    const lists = fc.array(fc.tuple(fc.uniqueArray(fc.nat(39), { maxLength: 20 }), fc.nat(4), fc.boolean()), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (steps, isLate) => {
        const { stage, gated } = await gatedStage();
        gated.isLate = isLate;
        const needed = new Set<string>();
        for (const [numbers, answers, backwards] of steps) {
          const list = wanted(...numbers);
          for (const content of [...needed]) {
            if (!list.some(({ id }) => aHit(id).content === content)) needed.delete(content);
          }
          for (const { id } of list) needed.add(aHit(id).content);
          const before = stage.thumbnails.length;
          stage.panel.want(list);
          for (let number = 0; number < answers; number += 1) {
            gated.deliver(backwards ? 99 : 0);
            await settle();
          }
          expect(gated.waiting("thumbnail").length).toBeLessThanOrEqual(MOST_IN_FLIGHT);
          const came = stage.thumbnails.slice(before).map(({ content }) => content);
          expect(new Set(came).size).toBe(came.length);
          for (const content of came) expect(needed.has(content)).toBe(true);
        }
        while (gated.deliver()) await settle();
        const given = new Set(stage.thumbnails.map(({ content }) => content));
        for (const content of needed) expect(given.has(content)).toBe(true);
        expect(stage.faults).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
