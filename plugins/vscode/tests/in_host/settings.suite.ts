// biome-ignore-all lint/suspicious/noTemplateCurlyInString: settings are written with such variables.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Desk } from "../../src/host/desk";
import type { InHost } from "./harness/in_host";
import { suite } from "./harness/suite";
import { withSettings } from "./inserting/bench";

const MUG = "mug-red-front.jpg";
const CLICKS_APART_MS = 500;

const isWebp = (bytes: Uint8Array): boolean =>
  latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 12) === "WEBP";
const isAvif = (bytes: Uint8Array): boolean => latin(bytes, 4, 12) === "ftypavif";
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

function latin(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString("latin1");
}

/** Insert the mug by the command that people use, with the hub that runs; gives what was written. */
async function inserted(host: InHost, name: string): Promise<string> {
  const { panel } = desk(host);
  const hit = panel.state.hits.find((each) => each.name === MUG);
  assert.ok(hit);
  const editor = await host.open(name, "|");
  let wished = 0;
  return await host.until(
    `the picture in ${name}`,
    async () => {
      const { notice, activity } = panel.state;
      if (notice !== null) throw new Error(`${name}: ${notice.sentence} ${notice.advice}`);
      // A wish within the time of a double click after another is none, and that time then begins anew.
      if (activity === "idle" && editor.document.getText() === "" && Date.now() - wished > CLICKS_APART_MS) {
        await host.run("bowerbird.insert", { ids: [hit.id], webviewSection: "picture" });
        wished = Date.now();
      }
      return editor.document.getText() || null;
    },
    30,
  );
}

function desk(host: InHost): Desk {
  return (host.extension.exports as () => Desk)();
}

async function found(host: InHost): Promise<void> {
  await host.extension.activate();
  if (desk(host).panel.state.hits.some(({ name }) => name === MUG)) return;
  await host.pair();
  await host.run("bowerbird.search", "red mug");
  await host.until("the mug", () => desk(host).panel.state.hits.some(({ name }) => name === MUG), 30);
}

async function copies(host: InHost): Promise<readonly string[]> {
  return (await host.files()).filter((name) => /\.(?:jpg|webp|avif)$/.test(name));
}

function bytesOf(host: InHost, name: string): Thenable<Uint8Array> {
  return vscode.workspace.fs.readFile(vscode.Uri.joinPath(host.folder, name));
}

export const run = suite((test) => {
  test("a setting that is changed counts for the next picture in the same window", async (host) => {
    await found(host);
    assert.match(await inserted(host, "before.md"), /^!\[.*\]\(images\/mug-red-front\.jpg\)$/);
    assert.ok(isJpeg(await bytesOf(host, `images/${MUG}`)));

    await withSettings({ "bowerbird.copy.format": "webp", "bowerbird.copy.longSide": 200 }, async () => {
      assert.match(await inserted(host, "webp.md"), /\(images\/mug-red-front\.webp\)$/);
      assert.ok(isWebp(await bytesOf(host, "images/mug-red-front.webp")));
      await withSettings(
        { "bowerbird.insert.markdownForm": "html", "bowerbird.insert.dimensions": true },
        async () => {
          const tag = await inserted(host, "html.md");
          const [, width, height] =
            /^<img src="images\/mug-red-front\.webp" .*width="(\d+)" height="(\d+)">$/.exec(tag) ?? [];
          assert.equal(Math.max(Number(width), Number(height)), 200, tag);
        },
      );
    });

    await withSettings({ "bowerbird.copy.format": "avif" }, async () => {
      assert.match(await inserted(host, "avif.md"), /\(images\/mug-red-front\.avif\)$/);
      assert.ok(isAvif(await bytesOf(host, "images/mug-red-front.avif")));
    });

    await withSettings(
      {
        "bowerbird.copy.nameTemplate": "${documentBaseName}-${words}",
        "bowerbird.copy.format": "avif",
        "bowerbird.copy.longSide": 100,
      },
      async () => {
        assert.match(await inserted(host, "named.md"), /\(images\/named-red-mug\.avif\)$/);
      },
    );

    const before = await copies(host);
    await withSettings({ "bowerbird.insert.way": "link" }, async () => {
      assert.match(await inserted(host, "link.md"), /^!\[.*\]\(<?file:\/\/.*mug-red-front\.jpg>?\)$/);
    });
    assert.deepEqual(await copies(host), before);
    assert.match(await inserted(host, "after.md"), /^!\[.*\]\(images\/mug-red-front\.jpg\)$/);
  }, 120);

  test("what is written into the folder's settings.json counts as well", async (host) => {
    await found(host);
    await inserted(host, "before.md");
    await host.write(
      ".vscode/settings.json",
      '{ "bowerbird.copy.format": "webp", "[markdown]": { "bowerbird.insert.markdownForm": "html" } }',
    );
    await host.until(
      "the setting",
      () => vscode.workspace.getConfiguration("bowerbird", host.folder).get("copy.format") === "webp",
    );
    assert.match(await inserted(host, "after.md"), /^<img src="images\/mug-red-front\.webp"/);
  }, 60);
});
