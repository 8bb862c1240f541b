// Bundles each suite into a file of its own, as the extension host loads it: node bundle.mjs FOLDER
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [outdir] = argv.slice(2);
if (outdir === undefined) throw new Error("usage: node bundle.mjs FOLDER");
const here = fileURLToPath(new URL(".", import.meta.url));
const folders = [here, join(here, "harness")];
const suites = [];
for (const folder of folders) {
  for (const name of await readdir(folder)) {
    if (name.endsWith(".suite.ts")) suites.push({ in: join(folder, name), out: basename(name, ".ts") });
  }
}

await build({
  entryPoints: suites,
  outdir,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  outExtension: { ".js": ".cjs" },
  external: ["vscode"],
  sourcemap: "inline",
  logLevel: "warning",
});
