// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets and settings are written with such variables.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as vscode from "vscode";
import { Trouble } from "../../src/core/trouble";
import { aHit } from "../unit/hub/fake_hub";
import { suite } from "./harness/suite";
import { mug, onBench, troubleOf, withSettings } from "./inserting/bench";

/** What each language of the editor's own gets, and where. */
const FORMS: readonly (readonly [string, string, string])[] = [
  ["a.md", "# A\n\n|\n", "# A\n\n![A red mug](images/mug.jpg)\n"],
  ["b.md", "see | here", "see ![A red mug](images/mug.jpg) here"],
  ["a.html", "<p>|</p>", '<p><img src="images/mug.jpg" alt="A red mug"></p>'],
  ["a.css", ".a {\n  |\n}\n", '.a {\n  background-image: url("images/mug.jpg");\n}\n'],
  ["b.css", ".a { background: |; }", '.a { background: url("images/mug.jpg"); }'],
  ["a.scss", "$a: |;", '$a: url("images/mug.jpg");'],
  ["a.less", ".a { .b { | } }", '.a { .b { background-image: url("images/mug.jpg"); } }'],
  ["a.jsx", "const a = <p>|</p>;", 'const a = <p><img src="./images/mug.jpg" alt="A red mug" /></p>;'],
  ["a.tsx", "const a = (|);", 'const a = (<img src="./images/mug.jpg" alt="A red mug" />);'],
  [
    "a.tex",
    "\\begin{document}\n|",
    "\\begin{document}\n\\includegraphics[width=\\linewidth,alt={A red mug}]{images/mug.jpg}",
  ],
  ["a.rst", "Title\n\n  |", "Title\n\n  .. image:: images/mug.jpg\n     :alt: A red mug"],
  ["a.json", '{"logo": |}', '{"logo": "images/mug.jpg"}'],
  ["a.py", 'load("|")', 'load("images/mug.jpg")'],
  ["a.yaml", "logo: |", "logo: images/mug.jpg"],
  ["a.txt", "see |", "see images/mug.jpg"],
];

export const run = suite((test) => {
  for (const [name, text, expected] of FORMS) {
    test(`${name} gets its own form at ${JSON.stringify(text)}, and one undo takes it back`, async (host) => {
      await onBench(async (bench) => {
        const editor = await host.open(name, text);
        const before = editor.document.getText();
        await bench.insert();
        assert.equal(editor.document.getText(), expected);
        assert.deepEqual(await host.files(), [name, "images/mug.jpg"].sort());
        await host.run("undo");
        assert.equal(editor.document.getText(), before);
        await host.run("redo");
        assert.equal(editor.document.getText(), expected);
      });
    });
  }

  test("the alternative text is chosen where it stands, and the sentence says what was done", async (host) => {
    await onBench(async (bench) => {
      const editor = await host.open("one.md", "|");
      const said = await bench.insert();
      assert.match(said ?? "", /Inserted .*mug\.jpg.* into .*one\.md.*images\/mug\.jpg/);
      assert.equal(editor.document.getText(editor.selection), "A red mug");
      assert.equal(vscode.window.activeTextEditor, editor);
      assert.deepEqual(bench.progress.at(-1), 1);
    });
  });

  test("the settings decide the form: HTML with width and height, no alternative text", async (host) => {
    const settings = {
      "bowerbird.insert.markdownForm": "html",
      "bowerbird.insert.dimensions": true,
      "bowerbird.insert.altText": "empty",
    };
    await withSettings(settings, () =>
      onBench(async (bench) => {
        const editor = await host.open("two.md", "|");
        await bench.insert();
        assert.equal(editor.document.getText(), '<img src="images/mug.jpg" alt="" width="640" height="480">');
      }),
    );
  });

  test("several cursors get it all, in one step to undo", async (host) => {
    await onBench(async (bench) => {
      const editor = await host.open("three.md", "one\n\ntwo\n\nthree");
      editor.selections = [3, 1].map((line) => new vscode.Selection(line, 0, line, 0));
      await bench.insert();
      const tag = "![A red mug](images/mug.jpg)";
      assert.equal(editor.document.getText(), `one\n${tag}\ntwo\n${tag}\nthree`);
      await host.run("undo");
      assert.equal(editor.document.getText(), "one\n\ntwo\n\nthree");
    });
  });

  test("what is selected is replaced, and says what the picture shows", async (host) => {
    await onBench(async (bench) => {
      const editor = await host.open("four.md", "see my cup here");
      editor.selection = new vscode.Selection(0, 4, 0, 10);
      await bench.insert();
      assert.equal(editor.document.getText(), "see ![my cup](images/mug.jpg) here");
    });
  });

  test("several pictures stand on lines of their own, indented as the line is", async (host) => {
    const two = [mug(), aHit("two", { name: "IMG_2034.png", media_type: "image/png" })];
    await onBench(async (bench) => {
      const editor = await host.open("five.html", "<div>\n  |\n</div>");
      await bench.insert(two);
      assert.equal(
        editor.document.getText(),
        '<div>\n  <img src="images/mug.jpg" alt="A red mug">\n  <img src="images/IMG_2034.png" alt="red mug">\n</div>',
      );
    }, two);
  });

  test("a document with Windows' line ends keeps them", async (host) => {
    await onBench(async (bench) => {
      const editor = await host.open("six.rst", "Title\r\n=====\r\ntext\r\n|");
      await bench.insert();
      assert.equal(
        editor.document.getText(),
        "Title\r\n=====\r\ntext\r\n\r\n.. image:: images/mug.jpg\r\n   :alt: A red mug",
      );
    });
  });

  test("what is typed while the picture comes moves the place along", async (host) => {
    await onBench(async (bench) => {
      const editor = await host.open("seven.md", "above\n\n|\n\nbelow");
      const go = bench.hub.hold("original");
      const inserting = bench.insert();
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "new first line\n"));
      go();
      await inserting;
      assert.equal(
        editor.document.getText(),
        "new first line\nabove\n\n![A red mug](images/mug.jpg)\n\nbelow",
      );
    });
  });

  test("a document that is closed meanwhile is named, and so is the copy that stays", async (host) => {
    await onBench(async (bench) => {
      await host.open("eight.md", "|");
      const go = bench.hub.hold("original");
      const inserting = troubleOf(bench.insert());
      await host.run("workbench.action.closeActiveEditor");
      go();
      const trouble = await inserting;
      assert.equal(trouble.code, "document_closed");
      assert.match(trouble.advice, /images\/mug\.jpg/);
      assert.equal(await host.read("eight.md"), "");
      assert.deepEqual(await host.files(), ["eight.md", "images/mug.jpg"].sort());
    });
  }, 180);

  test("a name that is taken by another picture is numbered, and nothing is overwritten", async (host) => {
    await onBench(async (bench) => {
      await host.write("images/mug.jpg", "another");
      await host.write("images/MUG-1.jpg", "yet another");
      const editor = await host.open("nine.md", "|");
      await bench.insert();
      assert.equal(editor.document.getText(), "![A red mug](images/mug-2.jpg)");
      assert.equal(await host.read("images/mug.jpg"), "another");
      assert.equal(await host.read("images/mug-2.jpg"), "mug");
    });
  });

  test("the same content is copied once, under whatever name it lies there", async (host) => {
    await onBench(async (bench) => {
      await host.write("images/cup.jpg", "mug");
      const editor = await host.open("ten.md", "|");
      const said = await bench.insert();
      assert.equal(editor.document.getText(), "![A red mug](images/cup.jpg)");
      assert.match(said ?? "", /there already: .*images\/cup\.jpg/);
      await bench.insert();
      assert.deepEqual(await host.files(), ["ten.md", "images/cup.jpg"].sort());
    });
  });

  test("a converted copy has its own ending, size and name, and is made once", async (host) => {
    const settings = {
      "bowerbird.copy.format": "webp",
      "bowerbird.copy.longSide": 320,
      "bowerbird.copy.nameTemplate": "${documentBaseName}-${words}-${width}x${height}",
      "bowerbird.insert.dimensions": true,
    };
    await withSettings(settings, () =>
      onBench(async (bench) => {
        const editor = await host.open("eleven.html", "|");
        await bench.insert();
        const tag = '<img src="images/eleven-red-mug-320x240.webp" alt="A red mug" width="320" height="240">';
        assert.equal(editor.document.getText(), tag);
        await bench.insert();
        assert.deepEqual(await host.files(), ["eleven.html", "images/eleven-red-mug-320x240.webp"].sort());
        assert.equal(bench.hub.asked("original"), 0);
      }),
    );
  });

  test("Markdown's own setting says where copies go, and ours comes first", async (host) => {
    const markdown = { "docs/**/*.md": "/assets/${documentBaseName}/${fileName/^(.)/$1_/}" };
    await withSettings({ "markdown.copyFiles.destination": markdown }, async () => {
      await onBench(async (bench) => {
        const editor = await host.open("docs/twelve.md", "|");
        await bench.insert();
        assert.equal(editor.document.getText(), "![A red mug](../assets/twelve/m_ug.jpg)");
      });
      await withSettings({ "bowerbird.copy.destination": { "*.md": "../pictures/" } }, () =>
        onBench(async (bench) => {
          const editor = await host.open("docs/other.md", "|");
          await bench.insert();
          assert.equal(editor.document.getText(), "![A red mug](../pictures/mug.jpg)");
        }),
      );
    });
  });

  test("what a site serves from its root is linked from there, where there is a site", async (host) => {
    await withSettings({ "bowerbird.copy.destination": { "**/*.jsx": "/app/public/images/" } }, () =>
      onBench(async (bench) => {
        const editor = await host.open("app/src/no_site.jsx", 'import a from "|";');
        await bench.insert();
        assert.equal(editor.document.getText(), 'import a from "../public/images/mug.jpg";');
        await host.write("app/package.json", "{}");
        const other = await host.open("app/src/site.jsx", "const a = <b>|</b>;");
        await bench.insert();
        assert.equal(
          other.document.getText(),
          'const a = <b><img src="/images/mug.jpg" alt="A red mug" /></b>;',
        );
      }),
    );
  });

  test("a picture's name never leads out of the folder, and is one that every file system takes", async (host) => {
    const names = ["../../evil.jpg", "CON.jpg", "a:b?.jpg.", "…\u202Egpj.exe.jpg"];
    const hits = names.map((name, index) => aHit(`h${index}`, { name }));
    await onBench(async (bench) => {
      await host.open("docs/thirteen.md", "|");
      await bench.insert(hits);
      for (const file of await host.files())
        assert.match(file, /^docs\/(thirteen\.md|images\/[^<>:"\\|?*\u202E]+)$/);
      assert.equal((await host.files()).length, 5);
    }, hits);
  });

  test("where copies would leave the workspace, a sentence says so and nothing is written", async (host) => {
    await withSettings({ "bowerbird.copy.destination": { "**": "../../elsewhere/" } }, () =>
      onBench(async (bench) => {
        const editor = await host.open("fourteen.md", "|");
        assert.equal((await troubleOf(bench.insert())).code, "outside_workspace");
        assert.equal(editor.document.getText(), "");
        assert.deepEqual(await host.files(), ["fourteen.md"].sort());
      }),
    );
  });

  test("a file where the folder should be is a trouble, and nothing is lost", async (host) => {
    await onBench(async (bench) => {
      await host.write("images", "no folder");
      const editor = await host.open("fifteen.md", "|");
      assert.equal((await troubleOf(bench.insert())).code, "not_a_folder");
      assert.equal(editor.document.getText(), "");
      assert.equal(await host.read("images"), "no folder");
    });
  });

  test("giving up leaves neither text nor file, and a hub that fails neither", async (host) => {
    const two = [mug(), aHit("two", { name: "two.jpg" })];
    await onBench(async (bench) => {
      const editor = await host.open("sixteen.md", "|");
      const go = bench.hub.hold("original");
      const inserting = bench.insert(two);
      bench.giveUp.abort(new Error("given up"));
      await assert.rejects(inserting, /given up/);
      go();
      assert.equal(editor.document.getText(), "");
      assert.deepEqual(await host.files(), ["sixteen.md"].sort());
    }, two);
    await onBench(async (bench) => {
      bench.hub.fail("original", new Trouble("not_running", "Bowerbird is not running."));
      assert.equal((await troubleOf(bench.insert())).code, "not_running");
      assert.deepEqual(await host.files(), ["sixteen.md"].sort());
    });
  });

  test("without what is written in a picture, its name says what it shows", async (host) => {
    await onBench(async (bench) => {
      bench.hub.fail("words", new Trouble("not_offered", "This Bowerbird does not tell."));
      const editor = await host.open("seventeen.md", "|");
      await bench.insert();
      assert.equal(editor.document.getText(), "![Mug](images/mug.jpg)");
    });
  });

  test("without an editor, a sentence says what to do", async () => {
    await onBench(async (bench) => {
      assert.equal(bench.using.target(), null);
      assert.equal((await troubleOf(bench.insert())).code, "no_editor");
    });
  });

  test("the text that was written in is found while a picture is looked at", async (host) => {
    await onBench(async (bench) => {
      await host.open("eighteen.md", "|");
      await host.write(
        "a.png",
        Buffer.from(
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
          "base64",
        ),
      );
      await host.run("vscode.open", vscode.Uri.joinPath(host.folder, "a.png"), { preview: false });
      await host.until("the picture is in front", () => vscode.window.activeTextEditor === undefined);
      assert.equal(bench.using.target(), "eighteen.md");
      await bench.insert();
      assert.equal(vscode.window.activeTextEditor?.document.getText(), "![A red mug](images/mug.jpg)");
    });
  });

  test("an untitled document asks for the folder, and is linked from there", async (host) => {
    await onBench(async (bench) => {
      const document = await vscode.workspace.openTextDocument({ language: "markdown", content: "" });
      await vscode.window.showTextDocument(document);
      const inserting = bench.insert();
      await host.until("the question", async () =>
        (await host.control.seen()).includes("Folder for the pictures"),
      );
      await host.run("workbench.action.acceptSelectedQuickOpenItem");
      await inserting;
      assert.equal(document.getText(), "![A red mug](images/mug.jpg)");
      assert.deepEqual(await host.files(), ["images/mug.jpg"].sort());
    });
  });

  test("escaping the question for the folder gives up, and nothing is fetched", async (host) => {
    await onBench(async (bench) => {
      const document = await vscode.workspace.openTextDocument({ language: "markdown", content: "" });
      await vscode.window.showTextDocument(document);
      const inserting = bench.insert();
      await host.until("the question", async () =>
        (await host.control.seen()).includes("Folder for the pictures"),
      );
      await host.run("workbench.action.closeQuickOpen");
      assert.equal(await inserting, null);
      assert.equal(bench.hub.asked("original"), 0);
    });
  });

  test("a Markdown cell of a notebook is linked from the notebook's folder", async (host) => {
    const notebook = {
      cells: [{ cell_type: "markdown", metadata: {}, source: ["# Title\n"] }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    await onBench(async (bench) => {
      const uri = await host.write("book/note.ipynb", JSON.stringify(notebook));
      const document = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(document);
      await host.until("the notebook is in front", () => vscode.window.activeNotebookEditor !== undefined);
      assert.equal(bench.using.target(), "note.ipynb");
      await bench.insert();
      assert.equal(document.cellAt(0).document.getText(), "# Title\n![A red mug](images/mug.jpg)");
      assert.deepEqual(await host.files(), ["book/images/mug.jpg", "book/note.ipynb"].sort());
    });
  });

  test("copying into the workspace says where, and writes into no text", async (host) => {
    await onBench(async (bench) => {
      const said = await bench.using.copyToWorkspace(bench.hub.library, bench.options());
      assert.match(said ?? "", /Copied .*mug\.jpg.* to .*images\/mug\.jpg/);
      const editor = await host.open("docs/nineteen.md", "|");
      await bench.using.copyToWorkspace(bench.hub.library, bench.options());
      assert.equal(editor.document.getText(), "");
      assert.deepEqual(
        await host.files(),
        ["docs/nineteen.md", "docs/images/mug.jpg", "images/mug.jpg"].sort(),
      );
    });
  });
});
