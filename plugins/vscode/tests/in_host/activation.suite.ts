import assert from "node:assert/strict";
import * as vscode from "vscode";
import { suite } from "./harness/suite";

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

export const run = suite((test) => {
  test("nothing of ours runs before it is used", (host) => {
    assert.equal(host.extension.isActive, false);
  });
  test("a tab with a preview that was left open makes it run, and no other tab does", async (host) => {
    await assert.rejects(stat("bowerbird-other"));
    assert.equal(host.extension.isActive, false);
    // There is no such picture; but only the extension can tell.
    await assert.rejects(stat("bowerbird-preview"));
    assert.equal(host.extension.isActive, true);
  });
  test("what the manifest names as a command is there once the extension runs", async (host) => {
    await host.extension.activate();
    const there = new Set(await vscode.commands.getCommands(true));
    const { contributes } = host.extension.packageJSON as Manifest;
    const missing = contributes.commands.map(({ command }) => command).filter((each) => !there.has(each));
    assert.deepEqual(missing, []);
  });
});

async function stat(scheme: string): Promise<vscode.FileStat> {
  return await vscode.workspace.fs.stat(vscode.Uri.from({ scheme, path: "/mug/mug-preview.webp" }));
}
