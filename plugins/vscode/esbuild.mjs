// Bundles the extension (for the extension host's Node) and its view (for a webview) into dist/.
import { build } from "esbuild";

const shared = { bundle: true, sourcemap: false, legalComments: "none", logLevel: "warning", minify: true };

await build({
  ...shared,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
});
await build({
  ...shared,
  entryPoints: ["src/webview/main.ts", "src/webview/view.css"],
  outdir: "dist/webview",
  platform: "browser",
  format: "iife",
  target: "chrome128",
});
