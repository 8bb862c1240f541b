import { type ChildProcess, spawn } from "node:child_process";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Beginnings of variables that an editor sets for itself: its Node or its libraries would break another program's own. */
const OF_THE_EDITOR = [
  "APPDIR",
  "APPIMAGE",
  "CHROME_",
  "DYLD_",
  "ELECTRON_",
  "GIO_MODULE_DIR",
  "GSETTINGS_SCHEMA_DIR",
  "GTK_EXE_PREFIX",
  "GTK_IM_MODULE_FILE",
  "GTK_PATH",
  "LD_",
  "NODE_",
  "PYTHON",
  "QT_PLUGIN_PATH",
  "VIRTUAL_ENV",
  "VSCODE_",
  "__PYVENV_LAUNCHER__",
];
/** The editor's snap keeps under this what it has changed. */
const BEFORE_THE_SNAP = "_VSCODE_SNAP_ORIG";

/** Leave out what the editor set for itself, and put back what its snap has changed. */
export function cleanEnvironment(environ: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environ)) {
    const ours = OF_THE_EDITOR.some((beginning) => name.toUpperCase().startsWith(beginning));
    if (value !== undefined && !ours && !name.endsWith(BEFORE_THE_SNAP)) clean[name] = value;
  }
  for (const [name, value] of Object.entries(environ)) {
    if (value === undefined || !name.endsWith(BEFORE_THE_SNAP)) continue;
    const changed = name.slice(0, -BEFORE_THE_SNAP.length);
    if (value === "") delete clean[changed];
    else if (changed in clean) clean[changed] = value;
  }
  return clean;
}

/**
 * Start a program that outlives us, has no window, holds nothing of ours open, and with no shell in between.
 *
 * Rejects with the system's error where it cannot be started.
 */
export function launch(
  command: readonly string[],
  environ: Environment,
  home: string,
): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    if (program === undefined) {
      reject(new Error("no command"));
      return;
    }
    const child = spawn(program, args, {
      cwd: home,
      env: { ...environ },
      stdio: "ignore",
      detached: true,
      windowsHide: true,
    });
    child.once("error", reject);
    child.once("spawn", () => {
      child.off("error", reject);
      child.on("error", () => undefined);
      child.unref();
      resolve(child);
    });
  });
}
