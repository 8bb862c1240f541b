import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Place } from "../../../src/core/hub/discovery";
import { hubFolder } from "../../../src/core/hub/runtime_files";
import type { Surroundings } from "../../../src/core/hub/surroundings";

const REPOSITORY = resolve(import.meta.dirname, "../../../../..");
const SAMPLES = join(REPOSITORY, "samples");
export const PICTURES: readonly string[] = [
  "products/mug-red-front.jpg",
  "products/mug-blue-front.jpg",
  "products/chair-teal-front.jpg",
  "labels/carton-lamp.jpg",
];

/** A person with a home of their own, whose hub is a real process of the real program, and whose library is small. */
export class Person {
  readonly home: string;
  #process: ChildProcess | null = null;

  private constructor(home: string) {
    this.home = home;
  }

  static async settle(): Promise<Person> {
    const home = await realpath(await mkdtemp(join(tmpdir(), "bowerbird-person-")));
    const person = new Person(home);
    await mkdir(join(person.pictures, "below"), { recursive: true });
    const copies = PICTURES.map((name) =>
      cp(join(SAMPLES, name), join(person.pictures, name.split("/")[1] ?? "")),
    );
    await Promise.all(copies);
    await cp(join(SAMPLES, "screenshots/invoice.png"), join(person.pictures, "below", "invoice.png"));
    await person.run("add", person.pictures);
    await person.run("index");
    return person;
  }

  get pictures(): string {
    return join(this.home, "Pictures");
  }

  get around(): Surroundings {
    return {
      environ: this.environment,
      platform: process.platform,
      home: this.home,
      flatpakInfo: join(this.home, "no-flatpak-info"),
    };
  }

  get place(): Place {
    return { folder: this.hubs, around: this.around };
  }

  get hubs(): string {
    return hubFolder({
      environ: this.environment,
      platform: process.platform,
      home: this.home,
      flatpakInfo: "",
    });
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      HOME: this.home,
      SNAP_REAL_HOME: this.home,
      LOCALAPPDATA: join(this.home, "local"),
      BOWERBIRD_HOME: join(this.home, "library"),
    };
  }

  /** Run `bowerbird`, and give what it printed. */
  run(...args: string[]): Promise<string> {
    return new Promise((done, failed) => {
      const command = ["-m", "bowerbird_bridge", ...args];
      execFile(python(), command, { env: this.environment, timeout: 60_000 }, (error, out, told) => {
        if (error === null) done(out);
        else failed(new Error(`bowerbird ${args.join(" ")}: ${told || error.message}`));
      });
    });
  }

  /** The command that serves, as an installation notes it. */
  get serving(): readonly string[] {
    const serve = ["-m", "bowerbird_bridge", "serve", "--no-keyring", "--json", "--port", "0"];
    return [python(), ...serve, "--home", join(this.home, "library")];
  }

  /** Start the hub, and wait until it answers. */
  async start(): Promise<void> {
    const [program, ...args] = this.serving;
    const child = spawn(program ?? "", args, {
      env: this.environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = child;
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith("{")) return;
    }
    throw new Error("the hub did not start");
  }

  /** End the hub, and wait for that. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill();
    await ended;
  }

  /** Leave nothing behind: no hub that somebody else has started, and no file. */
  async leave(): Promise<void> {
    await this.stop();
    await this.run("stop").catch(() => "");
    await rm(this.home, { recursive: true, force: true });
  }
}

export const NO_PYTHON =
  "no Python with Bowerbird: make the environment, or set BOWERBIRD_PYTHON to its path";

/** Find the Python that has Bowerbird; null where nobody has made one. */
export function findPython(): string | null {
  const { BOWERBIRD_PYTHON: named } = process.env;
  const own = [".venv/bin/python", ".venv/Scripts/python.exe"].map((path) => join(REPOSITORY, path));
  return (named ? [named] : own).find((path) => existsSync(path)) ?? null;
}

function python(): string {
  const found = findPython();
  if (found === null) throw new Error(NO_PYTHON);
  return found;
}
