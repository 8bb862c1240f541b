import assert from "node:assert/strict";
import process from "node:process";
import * as vscode from "vscode";
import type { PanelState } from "../../src/core/panel/state";
import type { Desk } from "../../src/host/desk";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";

const MOST_ACTIVATION_MS = 50;

/** Give the milliseconds that this thread has worked: what others do meanwhile is not ours. */
function ownTime(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}

function desk(host: InHost): Desk {
  return (host.extension.exports as () => Desk)();
}

function until(
  host: InHost,
  what: string,
  look: (state: PanelState) => boolean,
  seconds = 60,
): Promise<true> {
  return host.until(what, () => look(desk(host).panel.state), seconds);
}

async function searching(host: InHost, words: string): Promise<PanelState> {
  const before = desk(host).panel.state.search;
  await host.run("bowerbird.search", words);
  await until(host, `what is found for ${words}`, ({ search, activity, hits }) => {
    return search > before && activity === "idle" && hits.length > 0;
  });
  return desk(host).panel.state;
}

function seen(host: InHost, text: string): Promise<true> {
  return host.until(`${text} on the screen`, async () => (await host.control.seen()).includes(text), 60);
}

export const run = suite((test) => {
  test("activation is short, and asks nobody", async (host) => {
    await host.control.standIn();
    const before = ownTime();
    await host.extension.activate();
    const taken = ownTime() - before;
    assert.ok(taken < MOST_ACTIVATION_MS, `${taken} ms`);
    assert.equal(typeof host.extension.exports, "function");
    assert.deepEqual(await host.control.asked(), []);
  });

  test("the view looks for the hub when it is opened, and says that nobody has connected it yet", async (host) => {
    await host.run("bowerbird.start.focus");
    await until(host, "the hub", ({ connection }) => connection === "not-paired");
    await seen(host, "not connected to Bowerbird yet");
  });

  test("a request that the owner denies is told, and can be made again", async (host) => {
    const asked = host.run("bowerbird.pair");
    await host.control.deny();
    await asked;
    assert.equal(desk(host).panel.state.notice?.code, "pairing_denied");
    await seen(host, "was denied");
  });

  test("the code that the owner approves is the one that the view shows", async (host) => {
    const asked = host.run("bowerbird.pair");
    await until(host, "the code", ({ pairing }) => pairing !== null);
    const code = desk(host).panel.state.pairing?.code ?? "";
    await seen(host, code);
    assert.equal(await host.control.approve(), code);
    await asked;
    await until(host, "the library", ({ connection }) => connection === "ready");
    await seen(host, "Search your pictures");
  });

  test("a search by the command is shown in the view", async (host) => {
    const { hits } = await searching(host, "mug");
    await seen(host, hits[0]?.name ?? "");
  });

  test("what is selected in a text is searched for", async (host) => {
    const editor = await host.open("guide.md", "A lighthouse at sea.");
    editor.selection = new vscode.Selection(0, 2, 0, 12);
    await host.run("bowerbird.searchSelection");
    await until(host, "the search", () => desk(host).panel.words === "lighthouse");
  });

  test("a hub that stops is told, its results stay, and it is found again by itself", async (host) => {
    const { hits } = await searching(host, "mug");
    await host.control.hub("stop");
    await until(host, "the loss", ({ connection }) => connection === "not-running");
    await seen(host, "Bowerbird is not running");
    assert.equal(desk(host).panel.state.hits.length, hits.length);
    await host.control.hub("start");
    await until(host, "the hub", ({ connection }) => connection === "ready", 90);
    assert.equal(desk(host).panel.state.notice, null);
    assert.equal(desk(host).panel.words, "mug");
    await searching(host, "red");
  }, 240);

  test("a hub that was restarted is searched in with the rights from before", async (host) => {
    await searching(host, "mug");
    await host.control.hub("restart");
    await until(host, "the hub", ({ connection }) => connection === "ready", 90);
    await searching(host, "blue");
  }, 240);

  for (const [how, code] of [
    ["garbage", "garbled"],
    ["nonsense", "garbled"],
    ["busy", "busy"],
  ] as const) {
    test(`a hub that answers ${how} is told`, async (host) => {
      await host.control.standIn();
      await host.run("bowerbird.disconnect");
      await until(host, "the end", ({ connection }) => connection === "not-paired");
      await host.run("bowerbird.pair");
      await until(host, "the stand-in", ({ connection }) => connection === "ready");
      await host.control.answer("POST", "/v1/search", how);
      await host.run("bowerbird.search", `what is ${how}`);
      await until(host, "the notice", ({ notice }) => notice?.code === code);
      await host.control.answer("POST", "/v1/search", "usual");
      desk(host).panel.remedy();
      await until(host, "the results", ({ notice, hits }) => notice === null && hits.length > 0);
    }, 180);
  }

  test("rights that were taken away are told, and the button gets new ones", async (host) => {
    await host.run("bowerbird.disconnect");
    await until(host, "the end", ({ connection }) => connection === "not-paired");
    await host.pair();
    await until(host, "the library", ({ connection }) => connection === "ready");
    const { hits } = await searching(host, "mug");
    await host.control.revoke();
    await host.run("bowerbird.search", "red");
    await until(host, "the refusal", ({ connection }) => connection === "not-paired");
    assert.equal(desk(host).panel.state.hits.length, hits.length);
    assert.equal(desk(host).panel.state.notice?.remedy, "pair");
    desk(host).panel.remedy();
    await host.control.approve();
    await until(host, "the search from before", () => desk(host).panel.words === "red");
  }, 180);

  test("the token lies in the store of secrets alone, and is seen nowhere", async (host) => {
    const { context, panel } = desk(host);
    const kept = (await context.secrets.get("bowerbird.credential")) ?? "";
    const { token } = JSON.parse(kept) as { token: string };
    assert.ok(token.length > 20);
    const state = context.globalState.keys().map((key) => context.globalState.get(key));
    assert.ok(!JSON.stringify([state, panel.state]).includes(token));
    assert.ok(!(await host.control.seen()).includes(token));
  });

  test("disconnecting forgets it", async (host) => {
    await host.run("bowerbird.disconnect");
    await until(host, "the end", ({ connection }) => connection === "not-paired");
    assert.equal(await desk(host).context.secrets.get("bowerbird.credential"), undefined);
  });
});
