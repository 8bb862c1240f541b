import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HitView, ToView } from "../../../src/core/messages";
import { ViewFeed } from "../../../src/core/panel/view_feed";
import { aHit } from "../hub/fake_hub";
import { PanelStage, settle } from "./panel_stage";

/** A view that believes what it is told. */
class Believer {
  search = -1;
  hits: HitView[] = [];
  states = 0;
  readonly take = (message: ToView): void => {
    if (message.type === "state") this.states += 1;
    if (message.type !== "hits") return;
    if (message.search !== this.search) this.hits = [];
    this.search = message.search;
    expect(message.hits.length).toBeLessThanOrEqual(250);
    this.hits.splice(message.from, this.hits.length, ...message.hits);
  };
}

describe("what the view is told", () => {
  test("is what there is, through searches, pages, steps back and times out of sight", async () => {
    const step = fc.constantFrom("red", "blue", "more", "back", "hide", "clear");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const stage = new PanelStage();
        stage.hub.library = Array.from({ length: 700 }, (_, number) => aHit(`p${number}`));
        stage.hub.finds = ({ text }) => stage.hub.library.slice(text === "red" ? 0 : 350);
        let view = new Believer();
        let isSeen = true;
        const feed = new ViewFeed("en", (message) => view.take(message));
        stage.panel.listen(() => {
          if (isSeen) feed.update(stage.state);
        });
        for (const each of steps) {
          if (each === "hide") {
            isSeen = !isSeen;
            if (isSeen) {
              view = new Believer();
              feed.reset();
              feed.update(stage.state);
            }
          } else if (each === "more") stage.panel.more();
          else if (each === "back") stage.panel.back();
          else if (each === "clear") stage.panel.clear();
          else stage.panel.search(each, "");
          await settle();
        }
        if (!isSeen) feed.update(stage.state);
        expect(view.hits.map(({ id }) => id)).toEqual(stage.state.hits.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  test("what has not changed is not told again", async () => {
    const stage = await new PanelStage().showing();
    const view = new Believer();
    const feed = new ViewFeed("en", (message) => view.take(message));
    feed.update(stage.state);
    feed.update(stage.state);
    stage.panel.connect();
    await settle();
    feed.update(stage.state);
    expect(view.states).toBe(1);
  });

  test("nothing of the hub's address, of a token or of a picture's bytes is in it", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture({
      name: "shot.png",
      bytes: new Uint8Array(1_000).fill(7),
      mediaType: "image/png",
    });
    await settle();
    const told: ToView[] = [];
    new ViewFeed("en", (message) => told.push(message)).update(stage.state);
    expect(JSON.stringify(told)).not.toMatch(/127\.0\.0\.1|token|7,7,7/u);
    expect(told[0]).toMatchObject({ state: { clue: { picture: { name: "shot.png", source: "outside" } } } });
  });
});
