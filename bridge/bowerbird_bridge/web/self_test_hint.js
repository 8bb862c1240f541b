// One quiet line below the empty search leads to the self-test, until it is followed or closed once.

import { button, el, fill } from "./elements.js";
import { writeRoute } from "./route.js";

const KEY = "self-test-hint";
// A library of fewer pictures is being tried out.
const ENOUGH = 50;

/** @param {import("./main.js").App} app */
export function selfTestHint(app) {
  const line = el("p", { class: "self-test-hint" });
  if (localStorage.getItem(KEY)) return line;
  const never = () => localStorage.setItem(KEY, "seen");
  const offer = async () => {
    const test = await app.hub.api.get("/v1/self-test").catch(() => null);
    if (!test || test.set_up) return;
    fill(line,
      el("span", {}, "Three pictures and five descriptions of yours can check that searches stay right. "),
      el("a", { href: writeRoute({ view: "selftest" }), onclick: never }, "Set up a self-test"),
      button({ label: "Do not show this again", icon: "close", kind: "quiet", onclick: () => { never(); fill(line); } }));
  };
  let shown = false;
  let asked = false;
  const unwatch = app.hub.status.watch((status) => {
    if (shown && !line.isConnected) return void unwatch();
    shown = true;
    if (asked || !status || status.pictures < ENOUGH || status.searchable < status.pictures) return;
    asked = true;
    offer();
  });
  return line;
}
