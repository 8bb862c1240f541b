import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as vscode from "vscode";
import { MOST_PICTURE_BYTES } from "../../src/core/messages";
import type { PanelState } from "../../src/core/panel/state";
import type { Desk } from "../../src/host/desk";
import { findUnusedImages } from "../../src/host/finding/unused_images";
import { actions, picture } from "./finding/bench";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";
import { FarFolder } from "./inserting/far_folder";

export const run = suite((test) => {
  test("an image file of the Explorer finds those of the library that look like it", async (host) => {
    await paired(host);
    const uri = await host.write("mug.jpg", picture(host));
    await host.run("bowerbird.findSimilar", uri);
    const found = await searchedWith(host, "mug.jpg");
    assert.ok(found.hits.length > 0);
    assert.ok(found.hits.some(({ similarity }) => similarity > 95));
  });

  test("the open preview of an image is what is searched with", async (host) => {
    await paired(host);
    const uri = await host.write("open.jpg", picture(host));
    await host.run("vscode.open", uri);
    await host.until("the preview", () => activeInput() instanceof vscode.TabInputCustom);
    await host.run("bowerbird.findSimilar");
    await searchedWith(host, "open.jpg");
  });

  test("an image that only the editor can read is searched with as well", async (host) => {
    await paired(host);
    const far = new FarFolder("bowerbird-far-finding");
    far.files.set("/far.jpg", picture(host));
    const there = vscode.workspace.registerFileSystemProvider(far.scheme, far);
    try {
      await host.run("bowerbird.findSimilar", far.uri("/far.jpg"));
      await searchedWith(host, "far.jpg");
    } finally {
      there.dispose();
    }
  });

  test("what cannot be searched with is told in a sentence, and is not read", async (host) => {
    await paired(host);
    const far = new FarFolder("bowerbird-huge");
    far.files.set("/huge.png", new Uint8Array(MOST_PICTURE_BYTES + 1));
    let isRead = false;
    const readFile = far.readFile.bind(far);
    far.readFile = (uri) => {
      isRead = true;
      return readFile(uri);
    };
    const there = vscode.workspace.registerFileSystemProvider(far.scheme, far);
    try {
      await host.run("bowerbird.findSimilar", far.uri("/huge.png"));
      await noticed(host, "picture_too_large");
      assert.equal(isRead, false);
    } finally {
      there.dispose();
    }
    await host.run("bowerbird.findSimilar", vscode.Uri.joinPath(host.folder, "gone.png"));
    await noticed(host, "no_such_file");
    await host.run("bowerbird.findSimilar", await host.write("a.svg", "<svg/>"));
    await noticed(host, "unreadable_picture");
    await host.run("workbench.action.closeAllEditors");
    await host.run("bowerbird.findSimilar");
    await noticed(host, "no_picture_open");
  });

  test("the link under the cursor is followed, from the document on", async (host) => {
    await paired(host);
    await host.write("images/linked one.jpg", picture(host));
    await host.open("docs/guide.md", "see ![a mug](../images/lin|ked%20one.jpg)");
    await host.run("bowerbird.findSimilarToLink");
    await searchedWith(host, "linked one.jpg");
  });

  test("a link to what is not there is searched for by its name", async (host) => {
    await paired(host);
    await host.open("a.css", "a { background: url(img/red-m|ug.png) }");
    await host.run("bowerbird.findSimilarToLink");
    await host.until("the search", () => stateOf(host).clue.words === "Red mug");
  });

  test("where no link is under the cursor, a sentence says so", async (host) => {
    await paired(host);
    await host.open("a.md", "no| link");
    await host.run("bowerbird.findSimilarToLink");
    await noticed(host, "no_link_here");
  });

  test("hovering over a link offers to search, for those that are there and those that are not", async (host) => {
    await paired(host);
    await host.write("there.jpg", picture(host));
    const { document } = await host.open("a.rst", ".. image:: there.jpg\n\n.. image:: gone.jpg\n");
    const [there] = await hovers(document.uri, new vscode.Position(0, 14));
    assert.match(there ?? "", /Find similar in your library/);
    assert.match(there ?? "", /!\[\]\(.*there\.jpg\|height=120\)/);
    const [gone] = await hovers(document.uri, new vscode.Position(2, 14));
    assert.match(gone ?? "", /Search your library for this name/);
    assert.deepEqual(await hovers(document.uri, new vscode.Position(0, 3)), []);
    const place = /command:bowerbird\.findSimilarToLink\?([^ )]+)/.exec(there ?? "")?.[1] ?? "";
    const [argument] = JSON.parse(decodeURIComponent(place)) as unknown[];
    await host.run("workbench.action.closeAllEditors");
    await host.run("bowerbird.findSimilarToLink", argument);
    await searchedWith(host, "there.jpg");
  });

  test("the code actions of a link search with it, or for its name", async (host) => {
    await paired(host);
    await host.write("there.jpg", picture(host));
    const { document } = await host.open("a.html", '<img src="there.jpg">\n<img src="gone.jpg">');
    const [similar] = await actions(document.uri, new vscode.Position(0, 12));
    assert.equal(similar?.title, "Find similar in library");
    assert.equal(similar.command?.command, "bowerbird.findSimilar");
    const [search] = await actions(document.uri, new vscode.Position(1, 12));
    assert.equal(search?.command?.command, "bowerbird.search");
    assert.deepEqual(search.command.arguments, ["Gone"]);
    assert.deepEqual(await actions(document.uri, new vscode.Position(0, 1)), []);
  });

  test("unused images are listed, and none goes without a yes", async (host) => {
    await host.write("used.png", "1");
    await host.write("named.png", "2");
    await host.write("unused.png", "3");
    const other = await host.write("deep/other.png", "4");
    await host.write("guide.md", "![](used.png)");
    await host.write("data.json", '{"icon": "named.png"}');
    await nothingElseSeen(host);
    const finding = host.run("bowerbird.findUnusedImages");
    const wanted = ["Unused Images: 2", "unused.png", "other.png"];
    const seen = await host.until(
      "the list",
      async () => {
        const text = await host.control.seen();
        return wanted.every((each) => text.includes(each)) ? text : null;
      },
      60,
    );
    assert.ok(!seen.includes("named.png"));
    await host.run("workbench.action.closeQuickOpen");
    await finding;
    assert.equal((await host.files()).length, 6);
    await vscode.workspace.fs.delete(other);
    const asked = await chosenFrom(host, false);
    assert.deepEqual(asked, ["Move 1 image to the trash?", "unused.png", "Move to Trash"]);
    assert.equal((await host.files()).length, 5);
    assert.deepEqual(await chosenFrom(host, true, false), []);
    await host.until("the sentence", async () => (await host.control.seen()).includes("No image was ticked"));
    assert.equal((await host.files()).length, 5);
    await host.run("notifications.clearAll");
  }, 120);

  test("where there is no trash, nothing is deleted, and a sentence says so", async (host) => {
    await host.write("unused.png", "3");
    await host.write("guide.md", "nothing");
    await chosenFrom(host, true);
    await host.until(
      "the sentence",
      async () => /Not moved to the trash: .?unused\.png/.test(await host.control.seen()),
      60,
    );
    assert.deepEqual(await host.files(), ["guide.md", "unused.png"]);
    await host.run("notifications.clearAll");
  }, 120);

  test("a path in the clipboard is searched with", async (host) => {
    await paired(host);
    const uri = await host.write("clipped.jpg", picture(host));
    await vscode.env.clipboard.writeText(uri.fsPath);
    await host.run("bowerbird.findSimilarToClipboard");
    await searchedWith(host, "clipped.jpg");
    await vscode.env.clipboard.writeText(
      `data:image/jpeg;base64,${Buffer.from(picture(host)).toString("base64")}`,
    );
    await host.run("bowerbird.findSimilarToClipboard");
    await searchedWith(host, "Clipboard");
  });

  test("for any other clipboard the view comes to the front and says what to press", async (host) => {
    await paired(host);
    await vscode.env.clipboard.writeText("just words");
    await host.run("bowerbird.findSimilarToClipboard");
    await host.until("the sentence", () => /Ctrl\+V/.test(stateOf(host).said));
  });
});

function deskOf(host: InHost): Desk {
  return (host.extension.exports as () => Desk)();
}

function stateOf(host: InHost): PanelState {
  return deskOf(host).panel.state;
}

/** Have the editor let in, once for all tests, and nothing on the screen. */
async function paired(host: InHost): Promise<void> {
  await host.extension.activate();
  if (stateOf(host).connection !== "ready") {
    await host.pair();
    await host.until("the connection", () => stateOf(host).connection === "ready", 60);
  }
  deskOf(host).panel.clear();
  deskOf(host).panel.dismiss();
}

async function searchedWith(host: InHost, name: string): Promise<PanelState> {
  return await host.until(
    `results for ${name}`,
    () => {
      const state = stateOf(host);
      return state.clue.picture?.name === name && state.activity === "idle" && state.hits.length > 0
        ? state
        : null;
    },
    60,
  );
}

async function noticed(host: InHost, code: string): Promise<void> {
  await host.until(`the notice ${code}`, () => stateOf(host).notice?.code === code);
}

function activeInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}

async function hovers(uri: vscode.Uri, position: vscode.Position): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  const texts = found.flatMap(({ contents }) =>
    contents.map((each) => (typeof each === "string" ? each : each.value)),
  );
  return texts.filter((text) => text.includes("bowerbird"));
}

/** Leave nothing on the screen that names files too. */
async function nothingElseSeen(host: InHost): Promise<void> {
  for (const command of ["closeSidebar", "closePanel", "closeAllEditors"])
    await host.run(`workbench.action.${command}`);
}

/** Choose the only one from the list, or none, and answer the question; gives what was asked. */
async function chosenFrom(host: InHost, answer: boolean, ticks = true): Promise<readonly string[]> {
  const asked: string[] = [];
  // The editor shows no dialogs in tests.
  const finding = findUnusedImages(
    () => undefined,
    async (...question) => {
      asked.push(...question);
      return answer;
    },
  );
  await host.until("the list", async () => (await host.control.seen()).includes("Unused Images: 1"), 60);
  const tick = ticks ? ["quickOpenSelectNext", "quickPickManyToggle"] : [];
  for (const command of [...tick, "acceptSelectedQuickOpenItem"])
    await host.run(`workbench.action.${command}`);
  await finding;
  return asked;
}
