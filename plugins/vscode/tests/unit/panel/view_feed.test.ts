import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HitView, ToView } from "../../../src/core/messages";
import type { OutsidePicture, PanelState } from "../../../src/core/panel/state";
import { ViewFeed } from "../../../src/core/panel/view_feed";
import { shownPictureOf } from "../../../src/core/panel/view_state";
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

  test("nothing of the hub's address, of a token or of a picture's bytes is in the state", async () => {
    const stage = await new PanelStage().showing();
    stage.panel.addPicture(aPicture({}));
    await settle();
    const told = toldOf(stage.state);
    expect(JSON.stringify(told.filter(({ type }) => type !== "picture"))).not.toMatch(
      /127\.0\.0\.1|token|:7,/u,
    );
    expect(told.find(({ type }) => type === "state")).toMatchObject({
      state: { clue: { picture: { name: "shot.png", source: "outside", content: null } } },
    });
  });

  test("the picture that is searched with comes once, and anew to a view that knows nothing", async () => {
    const stage = await new PanelStage().showing();
    const pictures: unknown[] = [];
    const feed = new ViewFeed("en", (message) => {
      if (message.type === "picture") pictures.push(message.picture);
    });
    feed.update(stage.state);
    expect(pictures).toEqual([]);
    stage.panel.searchWithPicture(aPicture({}));
    feed.update(stage.state);
    await settle();
    feed.update(stage.state);
    const shown = { mediaType: "image/png", bytes: new Uint8Array(1_000).fill(7) };
    expect(pictures).toEqual([shown]);
    feed.reset();
    feed.update(stage.state);
    expect(pictures).toEqual([shown, shown]);
    stage.panel.clearPicture();
    feed.update(stage.state);
    expect(pictures).toEqual([shown, shown, null]);
  });

  test("a picture of the library is known by its content, and has no bytes in it", async () => {
    const stage = await new PanelStage().showing();
    const [hit] = stage.state.hits;
    if (hit === undefined) throw new Error("nothing was found");
    stage.panel.moreLike(hit.id);
    const told = toldOf(stage.state);
    expect(told.filter(({ type }) => type === "picture")).toEqual([]);
    const picture = { source: "library", assetId: hit.id, content: hit.content };
    expect(told.find(({ type }) => type === "state")).toMatchObject({ state: { clue: { picture } } });
  });
});

describe("a picture from outside is shown", () => {
  test("as bytes that the editor passes on: a Buffer would arrive as an object", () => {
    const shown = shownPictureOf(aPicture({ bytes: Buffer.from([1, 2, 3]) }));
    expect(shown?.bytes.constructor).toBe(Uint8Array);
    expect(shown?.bytes).toEqual(new Uint8Array([1, 2, 3]));
  });

  test("where a browser can show it, as pixels alone, and where it is not too large for that", () => {
    const most = 4 * 1024 * 1024;
    for (const kind of ["png", "jpeg", "webp", "gif", "avif"]) {
      expect(shownPictureOf(aPicture({ mediaType: `image/${kind}` })), kind).not.toBeNull();
    }
    for (const kind of ["svg+xml", "tiff", "x-exr", "html"]) {
      expect(shownPictureOf(aPicture({ mediaType: `image/${kind}` })), kind).toBeNull();
    }
    expect(shownPictureOf(aPicture({ bytes: new Uint8Array(most) }))).not.toBeNull();
    expect(shownPictureOf(aPicture({ bytes: new Uint8Array(most + 1) }))).toBeNull();
    expect(shownPictureOf(null)).toBeNull();
  });
});

function aPicture(changes: Partial<OutsidePicture>): OutsidePicture {
  return { name: "shot.png", bytes: new Uint8Array(1_000).fill(7), mediaType: "image/png", ...changes };
}

function toldOf(state: PanelState): readonly ToView[] {
  const told: ToView[] = [];
  new ViewFeed("en", (message) => told.push(message)).update(state);
  return told;
}
