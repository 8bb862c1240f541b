import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findHub } from "../../../src/core/hub/discovery";
import { openHubPage, openingOf } from "../../../src/core/hub/hub_page";
import { cleanEnvironment } from "../../../src/core/hub/launching";
import { Starter } from "../../../src/core/hub/starting";
import type { Trouble } from "../../../src/core/trouble";
import { codeOf } from "./conformance";
import { Desk } from "./plain_hub";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => {
  await desk.close();
});

/** A program that notes its surroundings and ends with a code, or stays for a while. */
const noting = (path: string, end: string): readonly string[] => [
  process.execPath,
  "-e",
  `require("fs").writeFileSync(${JSON.stringify(path)}, JSON.stringify({ env: process.env, cwd: process.cwd() })); ${end}`,
];
const stays = "setTimeout(() => undefined, 3000)";
const isThere = (path: string): Promise<boolean> =>
  readFile(path, "utf8").then(
    (text) => text.endsWith("}"),
    () => false,
  );
const starting = (command: readonly string[], isAllowed = true) => ({
  starting: () => ({ isAllowed, command }),
});
/** Long enough for any computer to begin the program, which ends it. */
const starter = (pauseMs = 30_000, waitMs = 60_000) => new Starter(desk.around, { waitMs, pauseMs });

describe("starting the hub", () => {
  it("waits until it is ready, in surroundings of its own", async () => {
    const noted = join(desk.home, "noted.json");
    const hub = await desk.hub();
    hub.state = "starting";
    let asked = 0;
    hub.replies.set("POST /v1/proof", () => ({ status: 503 }));
    const around = {
      ...desk.around,
      environ: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "--no-warnings", VSCODE_PID: "1" },
    };
    const waiting = new Starter(around, { waitMs: 60_000 }).start(noting(noted, stays), async () => {
      asked += 1;
      if (asked >= 3 && (await isThere(noted))) hub.state = "ready";
      await desk.announce(hub);
      return await findHub(null, { folder: desk.folder, around: desk.around });
    });
    await waiting;
    expect(asked).toBeGreaterThanOrEqual(3);
    const { env, cwd } = JSON.parse(await readFile(noted, "utf8"));
    expect(Object.keys(env).filter((name) => /^(ELECTRON|NODE|VSCODE)_/.test(name))).toEqual([]);
    const { PATH } = process.env;
    expect(env.PATH).toBe(PATH);
    expect(cwd).toBe(desk.home);
  });

  it("is what connecting does where it is wanted and allowed, with the command of the settings before the noted one", async () => {
    const noted = join(desk.home, "noted.json");
    const path = join(desk.folder, "executable.json");
    await writeFile(path, JSON.stringify({ command: noting(noted, "process.exit(3)") }));
    await chmod(path, 0o600);
    const connecting = desk.client({ ...starting([]), starter: starter() }).connect({ start: true });
    await expect(connecting).rejects.toMatchObject({ code: "cannot_start" });
    await expect(connecting).rejects.toThrow("exit code 3");

    const other = noting(noted, "process.exit(4)");
    const own = desk.client({ ...starting(other), starter: starter() }).connect({ start: true });
    await expect(own).rejects.toThrow("exit code 4");
  });

  it("is not done where it is not wanted or not allowed", async () => {
    const noted = join(desk.home, "noted.json");
    const command = noting(noted, "process.exit(0)");
    expect(await codeOf(desk.client(starting(command)).connect())).toBe("not_running");
    expect(await codeOf(desk.client(starting(command, false)).connect({ start: true }))).toBe("not_running");
    await expect(readFile(noted)).rejects.toThrow("ENOENT");
  });

  it("is not done in a circle", async () => {
    const noted = join(desk.home, "noted.json");
    const client = desk.client({ ...starting(noting(noted, "process.exit(3)")), starter: starter() });
    await expect(client.connect({ start: true })).rejects.toThrow("exit code 3");
    await writeFile(noted, "");
    await expect(client.connect({ start: true })).rejects.toThrow("a moment ago");
    expect(await readFile(noted, "utf8")).toBe("");
  });

  it("is done again after the pause", async () => {
    const client = desk.client({
      ...starting(noting(join(desk.home, "n"), "process.exit(3)")),
      starter: starter(0),
    });
    await expect(client.connect({ start: true })).rejects.toThrow("exit code 3");
    await expect(client.connect({ start: true })).rejects.toThrow("exit code 3");
  });

  it("has an end", async () => {
    const client = desk.client({
      ...starting(noting(join(desk.home, "n"), stays)),
      starter: starter(0, 200),
    });
    await expect(client.connect({ start: true })).rejects.toThrow("not ready after 0 seconds");
  });

  it("ends with the signal", async () => {
    const giving = new AbortController();
    const noted = join(desk.home, "n");
    const client = desk.client({ ...starting(noting(noted, stays)), starter: starter(0) });
    const connecting = client.connect({ start: true, signal: giving.signal });
    const ended = expect(connecting).rejects.toThrow("closed");
    while (!(await isThere(noted))) await setTimeout(10);
    giving.abort(new Error("closed"));
    await ended;
  });

  it("tells that the program is not there, and that nothing says how", async () => {
    const nowhere = desk.client({ ...starting([join(desk.home, "no-such-program")]), starter: starter() });
    await expect(nowhere.connect({ start: true })).rejects.toThrow("ENOENT");
    const nothing = desk.client({ ...starting([]), starter: starter() });
    await expect(nothing.connect({ start: true })).rejects.toThrow("Nothing here says how");
  });

  it("is not done from inside a Flatpak", async () => {
    const flatpakInfo = join(desk.home, "flatpak-info");
    await writeFile(flatpakInfo, "[Context]\nfilesystems=home;\n");
    const noted = join(desk.home, "noted.json");
    const inside = { ...desk.around, flatpakInfo };
    const trouble: Trouble = await new Starter(inside)
      .start(noting(noted, ""), async () => Promise.reject(new Error("not asked")))
      .then(
        () => Promise.reject(new Error("it was started")),
        (error) => error,
      );
    expect(trouble.code).toBe("cannot_start");
    expect(trouble.advice).toContain("bowerbird service install");
    await expect(readFile(noted)).rejects.toThrow("ENOENT");
  });

  it("is not done where a hub hangs", async () => {
    const hub = await desk.announced();
    hub.scripts.set("GET /v1/hello", () => undefined);
    const noted = join(desk.home, "noted.json");
    const client = desk.client({ ...starting(noting(noted, "")), starter: starter() });
    expect(await codeOf(client.connect({ start: true }))).toBe("timed_out");
    await expect(readFile(noted)).rejects.toThrow("ENOENT");
  });
});

describe("the surroundings of what is started", () => {
  it("are those of the person, without what the editor set for itself", () => {
    const clean = cleanEnvironment({
      PATH: "/bin",
      Path: "C:\\x",
      HOME: "/home/person",
      LANG: "de_DE.UTF-8",
      ELECTRON_RUN_AS_NODE: "1",
      NODE_OPTIONS: "x",
      ld_preload: "x",
      PYTHONHOME: "/of/an/editor",
      VIRTUAL_ENV: "/of/a/project",
      VSCODE_IPC_HOOK: "x",
      XDG_DATA_HOME: "/snap/x",
      XDG_DATA_HOME_VSCODE_SNAP_ORIG: "",
      XDG_DATA_DIRS: "/snap/y",
      XDG_DATA_DIRS_VSCODE_SNAP_ORIG: "/usr/share",
      UNSET: undefined,
    });
    expect(clean).toEqual({
      PATH: "/bin",
      Path: "C:\\x",
      HOME: "/home/person",
      LANG: "de_DE.UTF-8",
      XDG_DATA_DIRS: "/usr/share",
    });
  });

  it("never gain a variable that was not there", () => {
    void fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (environ) => {
        for (const name of Object.keys(cleanEnvironment(environ))) expect(environ).toHaveProperty([name]);
      }),
    );
  });
});

describe("the hub's own page", () => {
  it.each<[readonly string[], ReturnType<typeof openingOf>]>([
    [["py", "-P", "-m", "b", "serve"], { command: ["py", "-P", "-m", "b", "open"], home: null }],
    [["py", "serve", "--home", "/x"], { command: ["py", "open"], home: "/x" }],
    [["serve", "serve", "--home"], { command: ["serve", "open"], home: null }],
    [["py", "-m", "b"], null],
    [[], null],
  ])("is opened by the program that serves: %j", (command, opening) => {
    expect(openingOf(command)).toEqual(opening);
  });

  it("is open where that program ends well, and not where it does not", async () => {
    const ending = (code: number) => [process.execPath, "-e", `process.exit(${code})`, "serve"];
    expect(await openHubPage(ending(0), desk.around)).toBe(true);
    expect(await openHubPage(ending(1), desk.around)).toBe(false);
    expect(await openHubPage([join(desk.home, "none"), "serve"], desk.around)).toBe(false);
    expect(await openHubPage(null, desk.around)).toBe(false);
    const sandbox = { ...desk.around, environ: { SNAP: "/snap/x" } };
    expect(await openHubPage(ending(0), sandbox)).toBe(false);
  });
});
