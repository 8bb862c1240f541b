// Bundles a suite into one file, as the extension host loads it: node bundle.mjs SUITE FILE
import { argv } from "node:process";
import { build } from "esbuild";

const [suite, outfile] = argv.slice(2);
if (suite === undefined || outfile === undefined) throw new Error("usage: node bundle.mjs SUITE FILE");

await build({
  entryPoints: [suite],
  outfile,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  sourcemap: "inline",
  logLevel: "warning",
});
