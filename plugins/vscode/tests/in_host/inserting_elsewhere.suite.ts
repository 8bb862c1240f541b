import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as vscode from "vscode";
import type { Hit } from "../../src/core/hub/hub";
import { PREVIEW_SCHEME, PreviewFiles } from "../../src/host/inserting/previews";
import { aHit, aWebp } from "../unit/hub/fake_hub";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";
import { mug, onBench, troubleOf, withSettings } from "./inserting/bench";
import { FarFolder } from "./inserting/far_folder";

/** Open a document of a folder that is not on this computer's disk, and run. */
async function farAway(
  scheme: string,
  body: (folder: FarFolder, editor: vscode.TextEditor) => Promise<void>,
): Promise<void> {
  const folder = new FarFolder(scheme);
  folder.folders.add("/book");
  folder.files.set("/book/guide.md", Buffer.from("text\n\n"));
  const registered = vscode.workspace.registerFileSystemProvider(scheme, folder);
  try {
    const editor = await vscode.window.showTextDocument(folder.uri("/book/guide.md"), { preview: false });
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await body(folder, editor);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  } finally {
    registered.dispose();
  }
}

const paths = (folder: FarFolder): string[] => [...folder.files.keys()].sort();

/** A picture of the library that lies in a file of the test's own. */
async function lying(host: InHost, name: string): Promise<Hit> {
  const uri = await host.write(name, "mug");
  return mug({ path: uri.fsPath });
}

const ask = async (host: InHost, words: string): Promise<unknown> =>
  host.until(`“${words}”`, async () => (await host.control.seen()).includes(words));

export const run = suite((test) => {
  test("a folder that is far away gets copies through the editor's own file system", async () => {
    await farAway("far", (folder, editor) =>
      onBench(async (bench) => {
        await bench.insert();
        assert.equal(editor.document.getText(), "text\n\n![A red mug](images/mug.jpg)");
        assert.deepEqual(paths(folder), ["/book/guide.md", "/book/images/mug.jpg"]);
        assert.equal(Buffer.from(folder.files.get("/book/images/mug.jpg") ?? []).toString(), "mug");
      }),
    );
  });

  test("a document that belongs to no workspace gets its copies no further away than its own folder", async () => {
    await withSettings({ "bowerbird.copy.destination": { "**": "../../../elsewhere/" } }, () =>
      farAway("far-out", (folder, editor) =>
        onBench(async (bench) => {
          const trouble = await troubleOf(bench.insert());
          assert.equal(trouble.code, "outside_folder");
          assert.match(trouble.sentence, /elsewhere/);
          assert.equal(editor.document.getText(), "text\n\n");
          assert.deepEqual(paths(folder), ["/book/guide.md"]);
        }),
      ),
    );
    await withSettings({ "bowerbird.copy.destination": { "**": "../book/deep/" } }, () =>
      farAway("far-in", (folder) =>
        onBench(async (bench) => {
          await bench.insert();
          assert.deepEqual(paths(folder), ["/book/deep/mug.jpg", "/book/guide.md"]);
        }),
      ),
    );
  });

  for (const [act, error, code] of [
    ["createDirectory", vscode.FileSystemError.NoPermissions("no"), "read_only"],
    ["writeFile", new Error("ENOSPC: no space left on device, write"), "no_space"],
    ["writeFile", vscode.FileSystemError.Unavailable("the line is down"), "not_written"],
    ["rename", vscode.FileSystemError.NoPermissions("no"), "read_only"],
    ["readDirectory", vscode.FileSystemError.NoPermissions("no"), "read_only"],
  ] as const) {
    test(`${error.message} at ${act} is told as ${code}, and leaves nothing behind`, async () => {
      await farAway(`far-${act.toLowerCase()}-${code.replace("_", "")}`, (folder, editor) =>
        onBench(async (bench) => {
          if (act === "readDirectory") folder.folders.add("/book/images");
          folder.fail(act, error);
          const trouble = await troubleOf(bench.insert());
          assert.equal(trouble.code, code);
          assert.match(trouble.sentence, /images/);
          assert.equal(editor.document.getText(), "text\n\n");
          assert.deepEqual(paths(folder), ["/book/guide.md"]);
          if (act !== "readDirectory") assert.equal(folder.folders.has("/book/images"), false);
        }),
      );
    });
  }

  test("where one of several cannot be copied, those before it go again", async () => {
    const cup = aHit("cup", { name: "cup.jpg" });
    await farAway("far-several", (folder, editor) =>
      onBench(
        async (bench) => {
          const rename = folder.rename.bind(folder);
          const came: string[] = [];
          folder.rename = (from, to, options) => {
            rename(from, to, options);
            came.push(to.path);
            folder.fail("writeFile", vscode.FileSystemError.Unavailable("the line is down"));
          };
          assert.equal((await troubleOf(bench.insert())).code, "not_written");
          assert.deepEqual(came, ["/book/images/mug.jpg"]);
          assert.equal(editor.document.getText(), "text\n\n");
          assert.deepEqual(paths(folder), ["/book/guide.md"]);
        },
        [mug(), cup],
      ),
    );
  });

  test("a name that somebody takes while a picture comes stays theirs", async () => {
    await farAway("far-race", (folder, editor) =>
      onBench(async (bench) => {
        const write = folder.writeFile.bind(folder);
        folder.writeFile = (uri, content) => {
          write(uri, content);
          if (!folder.files.has("/book/images/mug.jpg"))
            folder.files.set("/book/images/mug.jpg", Buffer.from("another"));
        };
        await bench.insert();
        assert.equal(editor.document.getText(), "text\n\n![A red mug](images/mug-1.jpg)");
        assert.deepEqual(paths(folder), ["/book/guide.md", "/book/images/mug-1.jpg", "/book/images/mug.jpg"]);
        assert.equal(Buffer.from(folder.files.get("/book/images/mug.jpg") ?? []).toString(), "another");
      }),
    );
  });

  test("a link within the workspace is relative, and one out of it is the file's address", async (host) => {
    const near = await lying(host, "pictures/my mug.jpg");
    await onBench(async (bench) => {
      const editor = await host.open("docs/near.md", "|");
      await bench.insert([near], "link");
      assert.equal(editor.document.getText(), "![A red mug](<../pictures/my mug.jpg>)");
      assert.deepEqual(await host.files(), ["docs/near.md", "pictures/my mug.jpg"]);
      assert.equal(bench.hub.asked("original"), 0);
    });
    const far = mug({ path: vscode.Uri.joinPath(host.folder, "..", "outside.jpg").fsPath });
    await vscode.workspace.fs.writeFile(vscode.Uri.file(far.path ?? ""), Buffer.from("mug"));
    await onBench(async (bench) => {
      const editor = await host.open("docs/far.md", "|");
      await bench.insert([far], "link");
      assert.equal(editor.document.getText(), `![A red mug](file://${far.path})`);
    });
  });

  test("where the setting says so, inserting links", async (host) => {
    const near = await lying(host, "pictures/mug.jpg");
    await withSettings({ "bowerbird.insert.way": "link" }, () =>
      onBench(async (bench) => {
        const editor = await host.open("linked.css", ".a { | }");
        await bench.insert([near]);
        assert.equal(editor.document.getText(), '.a { background-image: url("pictures/mug.jpg"); }');
      }),
    );
  });

  for (const [changes, code] of [
    [{ path: null }, "path_unknown"],
    [{ path: "/nobody/was/here.jpg" }, "not_where_it_was"],
    [{ online: false, disk: "Trips" }, "disk_away"],
    [{ online: false, disk: null }, "picture_lost"],
  ] as const) {
    test(`a link that cannot be is told as ${code}`, async (host) => {
      await onBench(async (bench) => {
        const editor = await host.open(`${code}.md`, "|");
        assert.equal((await troubleOf(bench.insert([mug(changes)], "link"))).code, code);
        assert.equal(editor.document.getText(), "");
      });
    });
  }

  test("a link from a folder that is far away is refused with a sentence", async (host) => {
    const near = await lying(host, "mug.jpg");
    await farAway("far-link", (_folder, editor) =>
      onBench(async (bench) => {
        assert.equal((await troubleOf(bench.insert([near], "link"))).code, "link_elsewhere");
        assert.equal(editor.document.getText(), "text\n\n");
      }),
    );
  });

  test("while the disk is away its preview can be taken, and its name says that it is one", async (host) => {
    const away = mug({ online: false, disk: "Trips", width: 4000, height: 3000 });
    await onBench(
      async (bench) => {
        const editor = await host.open("away.html", "|");
        const inserting = bench.insert([away]);
        await ask(host, "Trips");
        await host.run("workbench.action.acceptSelectedQuickOpenItem");
        const said = await inserting;
        assert.equal(editor.document.getText(), '<img src="images/mug-preview.webp" alt="A red mug">');
        assert.match(said ?? "", /preview/);
      },
      [away],
    );
  });

  test("whoever does not want the preview gets nothing", async (host) => {
    const away = mug({ online: false, disk: "Trips" });
    await onBench(
      async (bench) => {
        const editor = await host.open("not-away.html", "|");
        const inserting = bench.insert([away]);
        await ask(host, "Trips");
        await host.run("workbench.action.closeQuickOpen");
        assert.equal(await inserting, null);
        assert.equal(editor.document.getText(), "");
        assert.deepEqual(await host.files(), ["not-away.html"]);
      },
      [away],
    );
  });

  test("with options everything is asked, and the next time the last answers stand first", async (host) => {
    const answer = async (question: string, steps: number): Promise<void> => {
      await ask(host, question);
      for (let step = 0; step < steps; step += 1) await host.run("workbench.action.quickOpenSelectNext");
      await host.run("workbench.action.acceptSelectedQuickOpenItem");
    };
    await onBench(async (bench) => {
      const editor = await host.open("options.md", "|");
      const inserting = bench.insert(bench.hub.library, "options");
      await answer("How to insert", 0);
      await answer("Format of the copy", 1);
      await answer("Size of the copy", 2);
      await answer("Alternative text", 1);
      await inserting;
      assert.equal(editor.document.getText(), "![HELLO](images/mug.webp)");
      const form = bench.hub.calls.find(({ method }) => method === "rendition")?.asked[1];
      assert.deepEqual(form, { format: "webp", longSide: 1920, quality: 82 });
      const again = bench.insert(bench.hub.library, "options");
      await answer("How to insert", 0);
      await answer("Format of the copy", 0);
      await answer("Size of the copy", 0);
      await ask(host, "Alternative text");
      await host.run("workbench.action.closeQuickOpen");
      assert.equal(await again, null);
      assert.equal(bench.hub.asked("rendition"), 1);
    });
  });

  test("a hub that cannot convert is not asked to, and no question is asked for nothing", async (host) => {
    await onBench(async (bench) => {
      bench.hub.capabilities = ["originals"];
      const editor = await host.open("old.md", "|");
      const inserting = bench.insert(bench.hub.library, "options");
      await ask(host, "How to insert");
      await host.run("workbench.action.acceptSelectedQuickOpenItem");
      await ask(host, "Alternative text");
      await host.run("workbench.action.acceptSelectedQuickOpenItem");
      await inserting;
      assert.equal(editor.document.getText(), "![A red mug](images/mug.jpg)");
    });
  });

  test("a preview is a file that can only be read", async () => {
    await onBench(async (bench) => {
      const files = new PreviewFiles(() => bench.hub);
      const uri = vscode.Uri.from({ scheme: PREVIEW_SCHEME, path: "/mug/mug-preview.webp" });
      assert.deepEqual(await files.readFile(uri), aWebp("mug-1024"));
      assert.equal((await files.stat(uri)).permissions, vscode.FilePermission.Readonly);
      assert.throws(() => files.writeFile(uri), vscode.FileSystemError);
      assert.equal(bench.hub.asked("proxy"), 1);
    });
  });

  test("a picture at hand is opened where it lies, and any other as its preview", async (host) => {
    await host.extension.activate();
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const uri = await host.write("mug.png", png);
    const opened = (): string | undefined => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom ? input.uri.toString() : undefined;
    };
    await onBench(async (bench) => {
      const here = mug({ path: uri.fsPath, media_type: "image/png", bytes: png.length });
      await bench.using.open(here, bench.giveUp.signal);
      await host.until("the picture", () => opened() === uri.toString());
      for (const other of [{ online: false }, { path: null }, { bytes: 5 }, { media_type: "image/tiff" }]) {
        await bench.using.open({ ...here, ...other }, bench.giveUp.signal);
        await host.until("its preview", () =>
          opened()?.startsWith(`${PREVIEW_SCHEME}:/mug/mug-preview.webp`),
        );
        await bench.using.open(here, bench.giveUp.signal);
        await host.until("the picture again", () => opened() === uri.toString());
      }
    });
  });
});
