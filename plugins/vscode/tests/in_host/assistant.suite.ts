import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Trouble } from "../../src/core/trouble";
import { LIBRARY_TOOL, LibraryTool } from "../../src/host/finding/library_tool";
import { FakeHub } from "../unit/hub/fake_hub";
import { suite } from "./harness/suite";

export const run = suite((test) => {
  test("the assistant's tool asks for consent, and answers without paths", async () => {
    await withTool(async (tool, hub, token) => {
      const input = { words: "red **mug**", limit: 2 };
      const prepared = await tool.prepareInvocation({ input });
      const message = prepared.confirmationMessages?.message;
      assert.ok(message instanceof vscode.MarkdownString);
      assert.match(message.value, /red \\\*\\\*mug\\\*\\\*/);
      assert.equal(hub.calls.length, 0);
      const text = textOf(await tool.invoke({ input, toolInvocationToken: undefined }, token));
      assert.equal((JSON.parse(text) as { pictures: unknown[] }).pictures.length, 2);
      assert.ok(!text.includes("/home/"));
    });
  });

  test("the assistant's tool says why there is no answer", async () => {
    await withTool(async (tool, hub, token) => {
      const invoke = async (input: unknown) =>
        textOf(await tool.invoke({ input, toolInvocationToken: undefined }, token));
      assert.match(await invoke({}), /Nothing was searched for/);
      hub.running = false;
      assert.match(await invoke({ words: "mug" }), /Bowerbird is not running/);
      hub.running = true;
      hub.fail("search", new Trouble("busy", "Bowerbird is busy.", "Try again."));
      assert.match(await invoke({ words: "mug" }), /Bowerbird is busy\. Try again\./);
    });
  });

  test("the assistant's tool stops when it is told to", async (host) => {
    await withTool(async (tool, hub) => {
      const stop = new vscode.CancellationTokenSource();
      const release = hub.hold("search");
      const asked = tool.invoke({ input: { words: "mug" }, toolInvocationToken: undefined }, stop.token);
      await host.until("the search", () => hub.asked("search") > 0);
      stop.cancel();
      await assert.rejects(asked, vscode.CancellationError);
      release();
    });
  });

  test("the editor knows the tool", async (host) => {
    await host.extension.activate();
    assert.ok(vscode.lm.tools.some(({ name }) => name === LIBRARY_TOOL));
  });
});

async function withTool(
  body: (tool: LibraryTool, hub: FakeHub, token: vscode.CancellationToken) => Promise<void>,
): Promise<void> {
  const hub = new FakeHub();
  const stop = new vscode.CancellationTokenSource();
  try {
    await body(new LibraryTool(() => ({ hub, log: { warn: () => undefined } })), hub, stop.token);
  } finally {
    stop.dispose();
  }
}

function textOf(result: vscode.LanguageModelToolResult): string {
  return result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ""))
    .join("");
}
