import assert from "node:assert/strict";
import type { Panel } from "../../src/core/panel/panel";
import type { PanelState } from "../../src/core/panel/state";
import type { Desk } from "../../src/host/desk";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";

/** The longest that anybody waits for a hub that says nothing, in seconds, and as much again for a slow computer. */
const PATIENCE = 120;
const SECONDS = 2 * PATIENCE;

export const run = suite((test) => {
  test(
    "a search in a hub that hangs ends with a sentence, and is made once it goes on",
    async (host) => {
      const { hits } = await found(host, "mug");
      await hanging(host, async () => {
        await host.run("bowerbird.search", "red");
        await until(host, "the sentence", ({ notice }) => notice?.code === "timed_out");
        const { notice, hits: still, activity } = panel(host).state;
        assert.equal(notice?.sentence, "Bowerbird takes too long to answer.");
        assert.equal(notice.remedy, "search-again");
        assert.equal(activity, "idle");
        assert.deepEqual(still, hits);
      });
      panel(host).remedy();
      await until(host, "what is red", ({ notice, search }) => notice === null && search > 0);
      await until(host, "its words", () => panel(host).words === "red");
    },
    SECONDS,
  );

  test(
    "a search in a hub that hangs can be stopped, and the next one is answered",
    async (host) => {
      await found(host, "mug");
      await hanging(host, async () => {
        await host.run("bowerbird.search", "lighthouse");
        await until(host, "the search", ({ activity }) => activity === "searching");
        panel(host).stop();
        const { activity, notice } = panel(host).state;
        assert.equal(activity, "idle");
        assert.equal(notice, null);
      });
      await found(host, "blue");
    },
    SECONDS,
  );

  test(
    "inserting while the hub hangs ends with a sentence, and nothing is half written",
    async (host) => {
      const { hits } = await found(host, "mug");
      const editor = await host.open("guide.md", "# A\n\n|\n");
      await insert(host, hits[0]?.id);
      await until(host, "the first picture", ({ said }) => said.startsWith("Inserted"));
      const before = editor.document.getText();
      const files = await host.files();
      assert.equal(files.length, 2);
      await hanging(host, async () => {
        await insert(host, hits[1]?.id);
        await until(host, "the sentence", ({ notice }) => notice?.code === "timed_out");
        assert.equal(panel(host).state.activity, "idle");
        assert.equal(editor.document.getText(), before);
        assert.deepEqual(await host.files(), files);
      });
      await insert(host, hits[1]?.id);
      await host.until("the picture", async () => (await host.files()).length === 3, PATIENCE);
      await host.until("its link", () => editor.document.getText().length > before.length, PATIENCE);
    },
    SECONDS,
  );

  test(
    "inserting while the hub hangs can be stopped, and leaves nothing",
    async (host) => {
      const { hits } = await found(host, "mug");
      const editor = await host.open("guide.md", "# A\n\n|\n");
      await hanging(host, async () => {
        await insert(host, hits[0]?.id);
        await until(host, "the work", ({ activity }) => activity === "inserting" || activity === "fetching");
        panel(host).stop();
        assert.equal(panel(host).state.activity, "idle");
      });
      await found(host, "red");
      assert.equal(editor.document.getText(), "# A\n\n\n");
      assert.deepEqual(await host.files(), ["guide.md"]);
    },
    SECONDS,
  );
});

function panel(host: InHost): Panel {
  return (host.extension.exports as () => Desk)().panel;
}

function until(host: InHost, what: string, look: (state: PanelState) => boolean): Promise<true> {
  return host.until(what, () => look(panel(host).state), PATIENCE);
}

/** Search in a hub that is well, and let in where that is not yet so. */
async function found(host: InHost, words: string): Promise<PanelState> {
  await host.extension.activate();
  if (panel(host).state.connection === "not-paired" || panel(host).state.connection === "resting")
    await host.pair();
  panel(host).dismiss();
  const before = panel(host).state.search;
  await host.run("bowerbird.search", words);
  await until(host, `what is found for ${words}`, ({ search, activity, hits }) => {
    return search > before && activity === "idle" && hits.length > 1;
  });
  return panel(host).state;
}

/** Run while the hub hangs; it goes on after that in any case. */
async function hanging(host: InHost, body: () => Promise<void>): Promise<void> {
  await host.control.hub("freeze");
  try {
    await body();
  } finally {
    await host.control.hub("thaw");
  }
}

/** Put a picture in as the menu of the view does; a second click right after the first counts for nothing. */
async function insert(host: InHost, id: string | undefined): Promise<void> {
  assert.ok(id !== undefined);
  await host.run("bowerbird.insert", { ids: [id] });
}
