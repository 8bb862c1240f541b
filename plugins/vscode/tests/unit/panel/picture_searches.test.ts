import { describe, expect, test } from "vitest";
import type { SearchRequest } from "../../../src/core/hub/hub";
import { MOST_PICTURE_BYTES } from "../../../src/core/messages";
import { PanelStage, settle } from "./panel_stage";

const PNG = { name: "shot.png", bytes: new Uint8Array([1, 2, 3]), mediaType: "image/png" };

function requests(stage: PanelStage): readonly SearchRequest[] {
  return stage.searched as readonly SearchRequest[];
}

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
    // The picture itself stays where the hub puts it, as in the other programs.
    expect(stage.state.hits[0]?.id).toBe("a3");
    expect(stage.state.hits).toHaveLength(10);
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
