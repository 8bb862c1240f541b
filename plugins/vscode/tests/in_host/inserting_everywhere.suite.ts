import assert from "node:assert/strict";
import * as vscode from "vscode";
import { DRAG_TYPE } from "../../src/core/messages";
import type { Desk } from "../../src/host/desk";
import { PictureDrops, PicturePastes } from "../../src/host/inserting/dropping";
import { aHit } from "../unit/hub/fake_hub";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";
import { type Bench, mug, onBench, withSettings } from "./inserting/bench";

/** Documents of an app whose site serves a folder: what is written, and where the copy goes. */
const IN_AN_APP: readonly (readonly [name: string, text: string, served: string, expected: string])[] = [
  ["src/page.tsx", "const a = <p>|</p>;", "public", '<img src="/images/mug.jpg" alt="A red mug" />'],
  ["src/page.jsx", "const a = <p>|</p>;", "public", '<img src="/images/mug.jpg" alt="A red mug" />'],
  ["src/Page.vue", "<template>|</template>", "public", '<img src="/images/mug.jpg" alt="A red mug" />'],
  ["src/page.astro", "<p>|</p>", "public", '<img src="/images/mug.jpg" alt="A red mug" />'],
  ["src/page.svelte", "<p>|</p>", "static", '<img src="/images/mug.jpg" alt="A red mug" />'],
  ["index.html", "<p>|</p>", "public", '<img src="/images/mug.jpg" alt="A red mug">'],
];

/** Languages that no extension of this editor knows. */
const UNKNOWN: readonly (readonly [name: string, text: string, expected: string])[] = [
  ["a.vue", "<template>|</template>", '<template><img src="./images/mug.jpg" alt="A red mug" /></template>'],
  ["a.mdx", "# A\n\n|", "# A\n\n![A red mug](images/mug.jpg)"],
  ["a.svelte", "<p>|</p>", '<p><img src="./images/mug.jpg" alt="A red mug" /></p>'],
  ["a.astro", "<p>|</p>", '<p><img src="images/mug.jpg" alt="A red mug" /></p>'],
  ["a.adoc", "= A\n\n|", "= A\n\nimage::images/mug.jpg[A red mug]"],
  ["a.typ", "|", '#image("images/mug.jpg", alt: "A red mug")'],
  ["a.org", "|", "#+ATTR_HTML: :alt A red mug\n[[file:images/mug.jpg]]"],
];

const TAG = "![A red mug](images/mug.jpg)";
const CUP = "![Cup](images/cup.jpg)";
const CUP_HIT = aHit("cup", { name: "cup.jpg" });
const NEVER = new vscode.CancellationTokenSource().token;

/** What drops and pastes need of a desk. */
function deskOf(bench: Bench): Desk {
  const panel = {
    words: "",
    hitsById: (ids: readonly string[]) => bench.hub.library.filter(({ id }) => ids.includes(id)),
    tell: (reason: unknown) => assert.fail(String(reason)),
  };
  return { using: bench.using, panel } as unknown as Desk;
}

function dragged(id: string): vscode.DataTransfer {
  const transfer = new vscode.DataTransfer();
  transfer.set(DRAG_TYPE, new vscode.DataTransferItem(JSON.stringify({ ids: [id] })));
  return transfer;
}

/** Do as the editor does after a paste. */
async function paste(bench: Bench, editor: vscode.TextEditor, id: string): Promise<void> {
  const pastes = new PicturePastes(() => deskOf(bench));
  const [first] = await pastes.provideDocumentPasteEdits(editor.document, editor.selections, dragged(id));
  assert.ok(first);
  const { additionalEdit } = await pastes.resolveDocumentPasteEdit(first, NEVER);
  assert.ok(additionalEdit);
  assert.ok(await vscode.workspace.applyEdit(additionalEdit));
}

/** Do as the editor does after a drop at the cursor. */
async function drop(bench: Bench, editor: vscode.TextEditor, id: string): Promise<void> {
  const drops = new PictureDrops(() => deskOf(bench));
  const at = editor.selection.active;
  const [first] = await drops.provideDocumentDropEdits(editor.document, at, dragged(id), NEVER);
  assert.ok(first);
  if (first.additionalEdit !== undefined) {
    assert.equal(first.insertText, "");
    assert.ok(await vscode.workspace.applyEdit(first.additionalEdit));
  } else {
    assert.ok(first.insertText instanceof vscode.SnippetString);
    assert.ok(await editor.insertSnippet(first.insertText, at));
  }
}

async function app(host: InHost, served: string): Promise<void> {
  await host.write("app/package.json", "{}");
  await host.write(`app/${served}/robots.txt`, "");
}

export const run = suite((test) => {
  for (const [name, text, served, expected] of IN_AN_APP) {
    test(`in an app ${name} gets a picture that its site serves`, async (host) => {
      await app(host, served);
      await onBench(async (bench) => {
        const editor = await host.open(`app/${name}`, text);
        await bench.insert();
        assert.equal(editor.document.getText(), text.replace("|", expected));
        assert.ok((await host.files()).includes(`app/${served}/images/mug.jpg`));
      });
    });
  }

  for (const [why, prepare] of [
    ["nothing is served", async (host: InHost) => void (await host.write("app/package.json", "{}"))],
    ["no package is there", async (host: InHost) => void (await host.write("app/public/a.txt", ""))],
    [
      "a program makes what is served",
      async (host: InHost) => {
        await app(host, "public");
        await host.write("app/.gitignore", "node_modules\n/public\n");
      },
    ],
    [
      "the nearest package serves nothing",
      async (host: InHost) => {
        await app(host, "public");
        await host.write("app/src/package.json", "{}");
      },
    ],
  ] as const) {
    test(`where ${why}, copies stay beside the document`, async (host) => {
      await prepare(host);
      await onBench(async (bench) => {
        const editor = await host.open("app/src/page.tsx", "const a = <p>|</p>;");
        await bench.insert();
        assert.match(editor.document.getText(), /src="\.\/images\/mug\.jpg"/);
        assert.ok((await host.files()).includes("app/src/images/mug.jpg"));
      });
    });
  }

  test("what code imports, and what is written in the served folder itself, stays beside the document", async (host) => {
    await app(host, "public");
    await onBench(async (bench) => {
      const script = await host.open("app/src/importing.tsx", 'import mug from "|";');
      await bench.insert();
      assert.equal(script.document.getText(), 'import mug from "./images/mug.jpg";');
      const vue = await host.open("app/src/Importing.vue", '<script setup>\nimport mug from "|"\n</script>');
      await bench.insert();
      assert.match(vue.document.getText(), /import mug from "\.\/images\/mug\.jpg"/);
      const prose = await host.open("app/prose.html", '<p>A mug from "|');
      await bench.insert();
      assert.match(prose.document.getText(), /src="\/images\/mug\.jpg"/);
      const page = await host.open("app/public/index.html", "<p>|</p>");
      await bench.insert();
      assert.equal(page.document.getText(), '<p><img src="images/mug.jpg" alt="A red mug"></p>');
      const style = await host.open("app/src/a.css", "a { | }");
      await bench.insert();
      assert.equal(style.document.getText(), 'a { background-image: url("images/mug.jpg"); }');
    });
  });

  test("what is set comes before what a site serves", async (host) => {
    await app(host, "public");
    await withSettings({ "bowerbird.copy.destination": { "**/*.tsx": "pics/" } }, () =>
      onBench(async (bench) => {
        const editor = await host.open("app/src/page.tsx", "const a = <p>|</p>;");
        await bench.insert();
        assert.match(editor.document.getText(), /src="\.\/pics\/mug\.jpg"/);
      }),
    );
  });

  for (const [name, text, expected] of UNKNOWN) {
    test(`${name} gets its own form where no extension knows its language`, async (host) => {
      await onBench(async (bench) => {
        const editor = await host.open(name, text);
        assert.equal(editor.document.languageId, "plaintext");
        await bench.insert();
        assert.equal(editor.document.getText(), expected);
      });
    });
  }

  for (const [what, put] of [
    ["pasted", paste],
    ["dropped", drop],
  ] as const) {
    test(`a picture that is ${what} into the alternative text of the last one goes below it`, async (host) => {
      await onBench(
        async (bench) => {
          const editor = await host.open(`${what}.md`, "|");
          await put(bench, editor, "mug");
          assert.equal(editor.document.getText(), TAG);
          assert.equal(editor.document.getText(editor.selection), "A red mug");
          await put(bench, editor, "cup");
          assert.equal(editor.document.getText(), `${TAG}\n${CUP}`);
          await host.run("undo");
          assert.equal(editor.document.getText(), TAG);
        },
        [mug(), CUP_HIT],
      );
    });

    test(`one that is inserted below one that was ${what} leaves that as it is`, async (host) => {
      await onBench(
        async (bench) => {
          const editor = await host.open(`${what}.md`, "|");
          await put(bench, editor, "mug");
          await bench.insert([CUP_HIT]);
          assert.equal(editor.document.getText(), `${TAG}\n${CUP}`);
        },
        [mug(), CUP_HIT],
      );
    });
  }

  test("a picture that is pasted over something else replaces that, and no other", async (host) => {
    await onBench(
      async (bench) => {
        const editor = await host.open("over.md", "|\n\nhere");
        await paste(bench, editor, "mug");
        editor.selection = new vscode.Selection(2, 0, 2, 4);
        await paste(bench, editor, "cup");
        assert.equal(editor.document.getText(), `${TAG}\n\n![here](images/cup.jpg)`);
      },
      [mug(), CUP_HIT],
    );
  });

  test("an alternative text that looks like an icon is offered as it is written", async (host) => {
    await onBench(async (bench) => {
      bench.hub.wordsOf.set("mug", { caption: "$(trash) can", letters: [] });
      const editor = await host.open("icon.md", "|");
      const inserting = bench.insert(bench.hub.library, "options");
      for (const question of [
        "How to insert",
        "Format of the copy",
        "Size of the copy",
        "Alternative text",
      ]) {
        await host.until(question, async () => (await host.control.seen()).includes(question));
        if (question === "Alternative text")
          assert.match((await host.control.seen()).replaceAll("\u2060", ""), /\$\(trash\) can/);
        await host.run("workbench.action.acceptSelectedQuickOpenItem");
      }
      await inserting;
      assert.equal(editor.document.getText(), "![\\$(trash) can](images/mug.jpg)");
    });
  });
});
