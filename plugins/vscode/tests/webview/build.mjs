// Builds the view as it is shipped, and the stage it is tried on, into the folder that is named.

import { build } from "esbuild";

await build({
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  entryPoints: ["src/webview/main.ts", "src/webview/view.css", "tests/webview/stage.ts"],
  entryNames: "[name]",
  outdir: process.argv[2],
  platform: "browser",
  format: "iife",
  target: "chrome128",
});
