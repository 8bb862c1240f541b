import assert from "node:assert/strict";
import * as vscode from "vscode";
import { suite } from "./harness/suite";
import { mug, onBench, withSettings } from "./inserting/bench";

function second(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[1]?.uri ?? assert.fail("one folder is open");
}

async function filesOf(folder: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/*"), null);
  return found.map((uri) => uri.path.slice(folder.path.length + 1)).sort();
}

export const run = suite((test) => {
  test("a copy goes to the folder that the document is of", async (host) => {
    await withSettings({ "bowerbird.copy.destination": { "/notes/*.md": "/assets/" } }, () =>
      onBench(async (bench) => {
        const uri = vscode.Uri.joinPath(second(), "notes/a.md");
        await vscode.workspace.fs.writeFile(uri, new Uint8Array());
        const editor = await vscode.window.showTextDocument(uri);
        await bench.insert();
        assert.equal(editor.document.getText(), "![A red mug](../assets/mug.jpg)");
        assert.deepEqual(await filesOf(second()), ["assets/mug.jpg", "notes/a.md"]);
        assert.deepEqual(await host.files(), []);
      }),
    );
  });

  test("a picture of another folder of the workspace is linked by the way between them", async (host) => {
    const lies = await host.write("pictures/mug.jpg", "mug");
    await onBench(async (bench) => {
      const uri = vscode.Uri.joinPath(second(), "b.md");
      await vscode.workspace.fs.writeFile(uri, new Uint8Array());
      const editor = await vscode.window.showTextDocument(uri);
      await bench.insert([mug({ path: lies.fsPath })], "link");
      assert.match(editor.document.getText(), /^!\[A red mug\]\(\.\.\/[^/]+\/pictures\/mug\.jpg\)$/);
    });
  });

  test("without a document the person is asked for the folder", async (host) => {
    await onBench(async (bench) => {
      const copying = bench.using.copyToWorkspace(bench.hub.library, bench.options());
      await host.until("the question", async () =>
        (await host.control.seen()).includes("Folder for the pictures"),
      );
      await host.run("workbench.action.quickOpenSelectNext");
      await host.run("workbench.action.acceptSelectedQuickOpenItem");
      assert.match((await copying) ?? "", /mug\.jpg/);
      assert.deepEqual(await filesOf(second()), ["images/mug.jpg"]);
    });
  });
});
