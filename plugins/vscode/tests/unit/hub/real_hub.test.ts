import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HubClient, type HubClientParts } from "../../../src/core/hub/client";
import { API, findHub, PORTS } from "../../../src/core/hub/discovery";
import { notedHubs, startCommand } from "../../../src/core/hub/runtime_files";
import { Starter } from "../../../src/core/hub/starting";
import { codeOf, conformsToHub } from "./conformance";
import { deferred } from "./deferred";
import { aRequest } from "./fake_answers";
import { findPython, NO_PYTHON, Person, PICTURES } from "./person";
import { Secrets } from "./secrets";
import { until } from "./until";

/** A command of the program takes a second or two, more where the machine is busy. */
const PATIENCE_MS = 60_000;

let person: Person;
const clients: HubClient[] = [];
const kept = new Secrets();

const { BOWERBIRD_NO_SKIPS: mustRun } = process.env;
const isSkipped = findPython() === null && !mustRun;

beforeEach(({ skip }) => skip(isSkipped, NO_PYTHON));
beforeAll(async () => {
  if (isSkipped) return;
  person = await Person.settle();
  await person.start();
}, PATIENCE_MS);
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});
afterAll(async () => {
  await person?.leave();
}, PATIENCE_MS);

function clientOf(changes: Partial<HubClientParts> = {}): HubClient {
  const client = new HubClient({
    name: "Tests",
    credentials: new Secrets(),
    place: person.place,
    starting: () => ({ isAllowed: false, command: [] }),
    ...changes,
  });
  clients.push(client);
  return client;
}

/** Give a client that the owner has let in once, and the text that it keeps. */
async function paired(changes: Partial<HubClientParts> = {}): Promise<HubClient> {
  if (kept.text === undefined) {
    await clientOf({ credentials: kept }).pair({
      show: ({ code }) => void person.run("pair", code),
      confirm: async () => false,
    });
  }
  return clientOf({ credentials: kept, ...changes });
}

conformsToHub(
  "The client of a real hub",
  async () => {
    const hub = clientOf();
    // It lives longer than a test.
    clients.pop();
    return {
      hub,
      picture: await readFile(join(person.pictures, "mug-red-front.jpg")),
      approve: async (code) => void (await person.run("pair", code)),
      deny: async (code) => void (await person.run("pair", "--deny", code)),
      stop: () => person.stop(),
      start: () => person.start(),
      close: async () => hub.dispose(),
    };
  },
  isSkipped,
);

describe("what a real hub writes is what is read here", () => {
  it("its file, in the folder where it is looked for", async () => {
    const names = (await readdir(person.hubs)).filter((name) => name.startsWith("hub-"));
    expect(names).toHaveLength(1);
    const written = JSON.parse(await readFile(join(person.hubs, names[0] ?? ""), "utf8"));
    const { port, pid, server_id: serverId, library_id: libraryId } = written;
    expect(await notedHubs(person.hubs, person.around)).toEqual([
      { port, pid, serverId, libraryId, alive: true },
    ]);
    expect(written.api).toEqual(API);
    const found = await findHub(libraryId, person.place);
    expect(found).toMatchObject({ port, serverId, libraryId, isNoted: true, isAlive: true });
  });

  it("the command that starts it", async () => {
    const written = JSON.parse(await readFile(join(person.hubs, "executable.json"), "utf8"));
    expect(await startCommand(person.hubs)).toEqual(written.command);
    expect(written.command).toContain("serve");
  });

  it("the ports that are asked where a sandbox hides the file", async () => {
    const source = join(import.meta.dirname, "../../../../../bridge/bowerbird_bridge/discovery.py");
    const [, told] = /^PORTS: Final = \(([\d, ]+)\)$/m.exec(await readFile(source, "utf8")) ?? [];
    expect(told?.split(", ").map(Number)).toEqual(PORTS);
  });
});

describe("with a real hub", { timeout: PATIENCE_MS }, () => {
  it("letters in pictures and folders are found", async () => {
    const hub = await paired();
    const [folder] = await hub.folders();
    const [below] = await hub.subfolders(folder?.id ?? "");
    expect(below?.name).toContain("below");
    const inside = await hub.search(aRequest({ text: "document", inside: [below?.id ?? ""] }));
    expect(inside.hits.map((hit) => hit.name)).toEqual(["invoice.png"]);
    const outside = await hub.search(aRequest({ text: "document", outside: [below?.id ?? ""] }));
    expect(outside.hits).toHaveLength(PICTURES.length);
  });

  it("a token that the owner takes back is revoked", async () => {
    const hub = await paired();
    await hub.status();
    const { client_id: id } = JSON.parse(kept.text ?? "");
    await person.run("clients", "revoke", id);
    expect(await codeOf(hub.status())).toBe("revoked");
    expect(await codeOf((await paired()).connect())).toBe("revoked");
    kept.text = undefined;
  });

  it("no copy is made before the owner has chosen a folder for it", async () => {
    const hub = await paired();
    const [hit] = (await hub.search(aRequest({ text: "mug" }))).hits;
    expect(await codeOf(hub.copyCurated([hit?.id ?? ""], "mug"))).toBe("no_curated_folder");
  });

  it("a new picture is told of to who follows", async () => {
    const hub = await paired();
    const changed = deferred<void>();
    const over = new AbortController();
    const following = hub.follow(
      ({ kind }) => (kind === "library" ? changed.resolve() : undefined),
      changed.reject,
      over.signal,
    );
    await writeFile(
      join(person.pictures, "new.jpg"),
      await readFile(join(person.pictures, "mug-red-front.jpg")),
    );
    await changed.promise;
    over.abort();
    await following;
  });
});

describe("a real hub that does not run", { timeout: PATIENCE_MS }, () => {
  it("is started by connecting, once, and gone on with", async () => {
    const starting = () => ({ isAllowed: true, command: person.serving });
    const starter = new Starter(person.around, { waitMs: 20_000 });
    const hub = await paired({ starting, starter });
    await person.stop();
    expect(await codeOf(hub.connect())).toBe("not_running");
    const connected = await hub.connect({ start: true });
    expect(connected.scopes).toContain("curate");
    const [noted] = (await notedHubs(person.hubs, person.around)) ?? [];
    expect(noted?.alive).toBe(true);
    await person.run("stop");
    await until(() => noted?.pid !== null && !lives(noted?.pid ?? 0));
    await expect(hub.connect({ start: true })).rejects.toThrow("a moment ago");
  });
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
