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
  test("what the manifest names as a command is there once the extension runs", async (host) => {
    await host.extension.activate();
    const there = new Set(await vscode.commands.getCommands(true));
    const { contributes } = host.extension.packageJSON as Manifest;
    const missing = contributes.commands.map(({ command }) => command).filter((each) => !there.has(each));
    assert.deepEqual(missing, []);
  });
});
