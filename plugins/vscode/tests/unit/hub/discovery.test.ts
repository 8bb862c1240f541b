import { execFileSync } from "node:child_process";
import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findHub, type Place } from "../../../src/core/hub/discovery";
import { hubFolder, notedHubs, startCommand } from "../../../src/core/hub/runtime_files";
import { hidesTheHome, isSandboxed } from "../../../src/core/hub/surroundings";
import { codeOf } from "./conformance";
import { Desk } from "./plain_hub";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

const onPosix = it.skipIf(process.platform === "win32");
const place = (changes: Place = {}): Place => ({
  folder: desk.folder,
  ports: [],
  around: desk.around,
  ...changes,
});
const find = (libraryId: string | null = null, changes: Place = {}) =>
  codeOf(findHub(libraryId, place(changes)));

describe("finding the hub by its file", () => {
  it("finds the one that wrote it", async () => {
    const hub = await desk.announced();
    const found = await findHub(null, place());
    expect(found).toMatchObject({
      port: hub.port,
      serverId: "start-1",
      isNoted: true,
      isAlive: true,
      isReady: true,
    });
    expect(found.capabilities).toContain("of-the-future");
  });

  it("goes to the library that is wanted, and to the newest where none is", async () => {
    const first = await desk.announced();
    const second = await desk.hub();
    second.libraryId = "library-2";
    const newer = await desk.announce(second);
    await utimes(newer, new Date(), new Date(Date.now() + 10_000));
    expect((await findHub("library-1", place())).port).toBe(first.port);
    expect((await findHub("library-2", place())).port).toBe(second.port);
    expect((await findHub(null, place())).port).toBe(second.port);
    expect(await find("library-3")).toBe("wrong_library");
  });

  it("asks no port where the files can be seen", async () => {
    const unnoted = await desk.hub();
    expect(await find(null, { ports: [unnoted.port] })).toBe("not_running");
    await rm(desk.folder, { recursive: true });
    expect(await find(null, { ports: [unnoted.port] })).toBe("not_running");
    expect(unnoted.connections).toBe(0);
  });

  it("asks the ports in a sandbox that hides the files", async () => {
    const hub = await desk.hub();
    const folder = join(desk.home, "hidden");
    const around = { ...desk.around, environ: { SNAP: "/snap/code/1" } };
    const found = await findHub(null, { folder, ports: [1, hub.port], around });
    expect(found).toMatchObject({ port: hub.port, isNoted: false, isAlive: false });
  });

  it("does not take a hub that hangs for none", async () => {
    const hub = await desk.announced();
    hub.scripts.set("GET /v1/hello", () => undefined);
    const found = await Promise.all([find("library-1"), find("library-2")]);
    expect(found).toEqual(["timed_out", "not_running"]);
  });

  it("goes past a hub that hangs to one that answers", async () => {
    const hung = await desk.announced();
    hung.scripts.set("GET /v1/hello", () => undefined);
    const other = await desk.hub();
    other.libraryId = "library-2";
    await desk.announce(other);
    expect((await findHub(null, place())).port).toBe(other.port);
  });

  it("does not follow the file of a process that has ended", async () => {
    const hub = await desk.announced();
    const ended = Number(execFileSync(process.execPath, ["-p", "process.pid"]).toString());
    await desk.announce(hub, { pid: ended });
    expect(await find()).toBe("not_running");
    expect(hub.connections).toBe(0);
  });

  it("knows of no process from inside a sandbox, which counts its own", async () => {
    const hub = await desk.hub();
    const ended = Number(execFileSync(process.execPath, ["-p", "process.pid"]).toString());
    await desk.announce(hub, { pid: ended });
    const around = { ...desk.around, environ: { SNAP: "/snap/code/1", SNAP_REAL_HOME: desk.home } };
    const found = await findHub(null, place({ around }));
    expect(found).toMatchObject({ port: hub.port, isNoted: true, isAlive: false });
  });

  it.each([
    "{",
    "[]",
    "null",
    '{"port": 0, "server_id": "s", "library_id": "l"}',
    '{"port": 70000, "server_id": "s", "library_id": "l"}',
    '{"port": "28471", "server_id": "s", "library_id": "l"}',
    '{"port": 28471, "server_id": "", "library_id": "l"}',
    '{"port": 28471, "server_id": "s"}',
    "\xff\xfe",
    "[".repeat(60_000),
  ])("passes over a damaged file: %s", async (text) => {
    const path = join(desk.folder, "hub-damaged.json");
    await writeFile(path, text, "latin1");
    await chmod(path, 0o600);
    expect(await notedHubs(desk.folder, desk.around)).toEqual([]);
  });

  onPosix.each([0o640, 0o604, 0o620, 0o666])("does not believe a file with the mode %o", async (mode) => {
    const hub = await desk.announced();
    await chmod(await desk.announce(hub), mode);
    expect(await find()).toBe("not_running");
  });

  onPosix("believes neither a link nor a folder nor a pipe in its place", async () => {
    const hub = await desk.announced();
    const path = await desk.announce(hub);
    await rename(path, join(desk.home, "real.json"));
    await symlink(join(desk.home, "real.json"), path);
    await mkdir(join(desk.folder, "hub-folder.json"));
    execFileSync("mkfifo", ["-m", "600", join(desk.folder, "hub-pipe.json")]);
    expect(await find()).toBe("not_running");
  });

  onPosix.each([0o770, 0o707, 0o722])(
    "believes no folder with the mode %o, and leads nowhere from it",
    async (mode) => {
      const hub = await desk.announced();
      await chmod(desk.folder, mode);
      expect(await find(null, { ports: [hub.port] })).toBe("storage");
      expect(hub.connections).toBe(0);
      expect(await startCommand(desk.folder)).toBeNull();
    },
  );

  onPosix("believes no folder that is a link", async () => {
    await desk.announced();
    const link = join(desk.home, "link");
    await symlink(desk.folder, link);
    expect(await find(null, { folder: link })).toBe("storage");
  });

  it("is not where the folder is a file", async () => {
    const folder = join(desk.home, "file");
    await writeFile(folder, "");
    expect(await find(null, { folder })).toBe("storage");
  });

  it("speaks with those whose versions overlap", async () => {
    const hub = await desk.announced();
    for (const [api, code] of [
      [{ min: 0, max: 1 }, "no trouble"],
      [{ min: 1, max: 7 }, "no trouble"],
      ["none told", "no trouble"],
      [{ min: 2, max: 7 }, "hub_too_new"],
      [{ min: 0, max: 0 }, "hub_too_old"],
    ] as const) {
      hub.api = api;
      expect(await find()).toBe(code);
    }
  });
});

describe("the command that starts the hub", () => {
  const write = async (text: string, mode = 0o600): Promise<void> => {
    const path = join(desk.folder, "executable.json");
    await writeFile(path, text);
    await chmod(path, mode);
  };

  it("is read from a file of the owner alone", async () => {
    expect(await startCommand(desk.folder)).toBeNull();
    await write('{"command": ["/usr/bin/bowerbird", "serve"]}');
    expect(await startCommand(desk.folder)).toEqual(["/usr/bin/bowerbird", "serve"]);
  });

  it.each(["{", '{"command": []}', '{"command": "bowerbird serve"}', '{"command": [1]}'])(
    "is none where the file is damaged: %s",
    async (text) => {
      await write(text);
      expect(await startCommand(desk.folder)).toBeNull();
    },
  );

  onPosix("is none where others may write the file", async () => {
    await write('{"command": ["/usr/bin/bowerbird", "serve"]}', 0o622);
    expect(await startCommand(desk.folder)).toBeNull();
  });
});

describe("the one place of a user", () => {
  const home = "/home/person";
  const around = (platform: NodeJS.Platform, environ: Record<string, string> = {}) => ({
    platform,
    environ,
    home,
    flatpakInfo: "/none",
  });

  it.each<[NodeJS.Platform, Record<string, string>, string]>([
    ["linux", {}, "/home/person/.local/share/bowerbird/hub"],
    ["freebsd", {}, "/home/person/.local/share/bowerbird/hub"],
    [
      "linux",
      { XDG_DATA_HOME: "/elsewhere", BOWERBIRD_HOME: "/x" },
      "/home/person/.local/share/bowerbird/hub",
    ],
    ["linux", { SNAP_REAL_HOME: "/home/someone" }, "/home/someone/.local/share/bowerbird/hub"],
    ["darwin", {}, "/home/person/Library/Application Support/bowerbird/hub"],
    ["win32", { LOCALAPPDATA: "C:\\Users\\ada\\Local" }, "C:\\Users\\ada\\Local\\bowerbird\\hub"],
    ["win32", {}, "\\home\\person\\AppData\\Local\\bowerbird\\hub"],
  ])("on %s with %o", (platform, environ, folder) => {
    expect(hubFolder(around(platform, environ))).toBe(folder);
  });
});

describe("what a sandbox hides", () => {
  it.each<[string | null, Record<string, string>, boolean, boolean]>([
    [null, {}, false, false],
    [null, { SNAP: "/snap/x" }, true, true],
    [null, { SNAP: "/snap/x", SNAP_REAL_HOME: "/home/person" }, true, false],
    [null, { APP_SANDBOX_CONTAINER_ID: "x" }, true, true],
    ["[Context]\nshared=network;\n", {}, true, true],
    ["[Context]\nfilesystems=xdg-pictures;home:ro;\n", {}, true, false],
    ["[Context]\nfilesystems=host;\n", {}, true, false],
    ["[Context]\nfilesystems=/home/person/x;xdg-run/y;\n", {}, true, true],
  ])("by the Flatpak file %j and %o", async (info, environ, sandboxed, hidden) => {
    const flatpakInfo = join(desk.home, "flatpak-info");
    if (info !== null) await writeFile(flatpakInfo, info);
    const around = { ...desk.around, environ, flatpakInfo };
    expect([isSandboxed(around), hidesTheHome(around)]).toEqual([sandboxed, hidden]);
  });
});
