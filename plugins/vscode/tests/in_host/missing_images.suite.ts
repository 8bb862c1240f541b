import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { actions, picture, problems, watched } from "./finding/bench";
import { suite } from "./harness/suite";
import { FarFolder } from "./inserting/far_folder";

export const run = suite((test) => {
  test("missing images become problems, and go when the file comes", async (host) => {
    await host.write("images/there.png", picture(host));
    await host.write("node_modules/x/readme.md", "![](no.png)");
    await host.write("plain.txt", "![](no.png)");
    const guide = await host.write(
      "docs/guide.md",
      "# A\n\n![a](../images/there.png) ![b](../images/gone.png)\n",
    );
    const style = await host.write(
      "a.css",
      "a { background: url(images/gone.png), url(https://example.org/a.png) }",
    );
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), [style, guide].map(String).sort());
    const [problem] = vscode.languages.getDiagnostics(guide);
    assert.equal(problem?.source, "Bowerbird");
    assert.equal(problem.range.start.line, 2);
    const document = await vscode.workspace.openTextDocument(guide);
    // The editor may still hold what stood in a file of this name before.
    await host.until("the editor to have read it", () => document.getText().includes("gone"));
    assert.equal(document.getText(problem.range), "../images/gone.png");
    const [fix] = await actions(guide, problem.range.start);
    assert.equal(fix?.kind?.value, vscode.CodeActionKind.QuickFix.value);
    assert.deepEqual(fix.command?.arguments, ["Gone"]);
    await host.write("images/gone.png", picture(host));
    await host.until("the problems to go", () => problems().length === 0);
  });

  test("an image that is deleted becomes a problem, also in documents that are not open", async (host) => {
    await host.write("images/there.png", picture(host));
    await host.write("images/deep/other.png", picture(host));
    const guide = await host.write("docs/guide.md", "![](../images/there.png)");
    const style = await host.write("a.css", "a { background: url(images/deep/other.png) }");
    await host.write("none.md", "![](data:image/png;base64,AAAA)");
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), []);
    await watched(host, "images");
    // As other programs do it, whom the editor only watches.
    await rm(join(host.folder.fsPath, "images", "there.png"));
    await host.until("the problem", () => problems().length > 0, 30);
    assert.deepEqual(problems(), [String(guide)]);
    await rm(join(host.folder.fsPath, "images"), { recursive: true });
    await host.until("the other problem", () => problems().length > 1, 30);
    assert.deepEqual(problems(), [style, guide].map(String).sort());
    await host.write("images/there.png", picture(host));
    await host.until("it to go again", () => problems().length === 1, 30);
    assert.deepEqual(problems(), [String(style)]);
    await host.run("notifications.clearAll");
  }, 120);

  test("a folder that another program makes anew is looked into", async (host) => {
    await host.write("images/other.png", picture(host));
    const guide = await host.write("guide.md", "![](images/there.png)");
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), [String(guide)]);
    await watched(host, "images");
    // At once: of what is in it then, the editor may never be told.
    const folder = join(host.folder.fsPath, "images");
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, "there.png"), picture(host));
    await host.until("the problem to go", () => problems().length === 0);
  });

  test("where nothing watches files, a document is looked at again when it comes into sight", async (host) => {
    await host.write("other.md", "something else");
    await host.run("bowerbird.findMissingImages");
    const far = new FarFolder("bowerbird-unwatched");
    far.files.set("/guide.md", Buffer.from("![](there.png)"));
    far.files.set("/there.png", picture(host));
    const there = vscode.workspace.registerFileSystemProvider(far.scheme, far);
    try {
      const guide = far.uri("/guide.md");
      const editor = await vscode.window.showTextDocument(guide);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "![](gone.png) "));
      await editor.document.save();
      await host.until("the problem", () => vscode.languages.getDiagnostics(guide).length === 1);
      far.files.delete("/there.png");
      await vscode.window.showTextDocument(vscode.Uri.joinPath(host.folder, "other.md"));
      await vscode.window.showTextDocument(guide);
      await host.until("the other problem", () => vscode.languages.getDiagnostics(guide).length === 2);
      far.files.set("/there.png", picture(host));
      far.files.set("/gone.png", picture(host));
      await vscode.window.showTextDocument(vscode.Uri.joinPath(host.folder, "other.md"));
      await vscode.window.showTextDocument(guide);
      await host.until("the problems to go", () => problems().length === 0);
    } finally {
      there.dispose();
    }
    await host.run("notifications.clearAll");
  });

  test("missing images follow what is saved", async (host) => {
    const uri = await host.write("guide.md", "![](gone.png)");
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), [String(uri)]);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
    await editor.document.save();
    await host.until("the problem to go", () => problems().length === 0);
  });

  test("what stands in an editor counts before it is saved", async (host) => {
    const guide = await host.write("guide.md", "no images");
    const editor = await vscode.window.showTextDocument(guide);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "![](gone.png) "));
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), [String(guide)]);
    await host.run("workbench.action.revertAndCloseActiveEditor");
  });

  test("where nothing is missing, a sentence says so", async (host) => {
    await host.write("guide.md", "no images");
    await host.run("bowerbird.findMissingImages");
    assert.deepEqual(problems(), []);
    await host.until("the sentence", async () =>
      (await host.control.seen()).includes("No missing images. Documents read: 1."),
    );
    await host.run("notifications.clearAll");
  });
});
