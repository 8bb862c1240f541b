// The self-test: the person's own pictures and words, asked again after every change, with what became of their lists.

import { button, el, fill, icon } from "./elements.js";
import { managePage, row, section, tag } from "./manage_view.js";
import { ago, capital, plural } from "./phrases.js";
import { confirmation } from "./popups.js";
import { selfTestSetup } from "./self_test_setup.js";
import { Shelf } from "./shelf.js";

const VERDICTS = { same: ["As it was", "good", "check"], expected: ["Changed, as expected", "accent", "again"], look: ["Have a look", "bad", "problem"] };

/** @param {import("./main.js").App} app */
export function selfTestView(app) {
  const { api } = app.hub;
  const page = managePage({ title: "Self-test", lead: "Searches of your own whose answers you know, asked again after every change." });
  const shelf = new Shelf(app.hub);
  const result = el("div", { class: "self-test-result", role: "status", tabindex: "-1" });

  const setUp = (words, cancel) => {
    fill(result);
    fill(page.body, cancel ? null : why(), selfTestSetup(app, { shelf, words, kept: () => show(true), cancel }));
  };
  const run = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    fill(result, el("p", { class: "hint" }, "Asking everything again…"));
    try {
      fill(result, report(await api.post("/v1/self-test/run"), () => keepAnew()));
    } catch (error) {
      fill(result, el("p", { class: "note bad" }, error.message));
    }
    pressed.disabled = false;
    result.focus();
  };
  const keepAnew = () => app.notices.attempt(async () => {
    await api.post("/v1/self-test/keep");
    app.notices.tell("The lists of now are kept. Later runs are compared with them.", { kind: "good" });
    await show(true);
  });
  const forget = async () => {
    if (!(await confirmation({ title: "Forget the self-test?", text: "Its pictures, descriptions and kept lists go. Your library is not touched.", yes: "Forget it" }))) return;
    await app.notices.attempt(() => api.delete("/v1/self-test"));
    await show(true);
  };
  const show = (focus = false) => page.load(async () => {
    const test = await api.get("/v1/self-test");
    shelf.clear();
    fill(result);
    if (focus) page.heading.focus();
    if (!test.set_up) return [why(), selfTestSetup(app, { shelf, words: [], kept: () => show(true), cancel: null })];
    const words = test.probes.map((probe) => probe.words).filter(Boolean);
    return [
      el("div", { class: "item self-test-head" },
        el("div", { class: "item-text" }, el("div", { class: "item-title" }, `${plural(test.probes.length, "search", "searches")} of your own`), el("p", {}, `Their lists were kept ${ago(test.kept)}${test.model ? ` with the model ${test.model}` : ""}.`)),
        el("div", { class: "item-actions" }, button({ text: "Run it", icon: "again", kind: "main", onclick: run }))),
      result,
      section("What it asks", el("ul", { class: "rows probes" }, test.probes.map((probe) => row({ mark: icon(probe.words === null ? "picture" : "words"), title: probe.words ?? (probe.name || "A picture"), kind: "flat", lines: [probe.expected ? (probe.words === null ? "It should find itself among the first ten." : "One picture should be among the first ten.") : null] })))),
      el("div", { class: "actions" }, button({ text: "Set it up anew…", icon: "pen", onclick: () => setUp(words, () => show(true)) }), button({ text: "Forget it…", icon: "bin", onclick: forget })),
    ];
  });
  show();
  return { ...page, close: () => shelf.clear() };
}

function why() {
  return el("div", { class: "zone teach" },
    icon("health", 20),
    el("div", {},
      el("p", {}, el("strong", {}, "How would you notice that the search got worse?")),
      el("p", {}, "Another model, another version or other settings change what is found. Give Bowerbird a few searches whose answers you know by heart. It keeps what they find today, and tells after each change whether they still do: pictures that came or went are no alarm, lists that changed without a reason are. “bowerbird doctor” runs it, too.")));
}

function report({ verdict, says, changes, probes }, keepAnew) {
  const more = changes.filter((line) => !says.includes(line));
  const [text, kind, drawn] = VERDICTS[verdict];
  return [
    el("div", { class: "verdict" }, el("span", { class: `finding ${kind}` }, icon(drawn)), el("div", {}, el("h2", {}, text), el("p", {}, `${capital(says)}.`), more.length ? el("ul", { class: "bullets" }, more.map((line) => el("li", {}, `${capital(line)}.`))) : null),
      verdict === "same" ? null : button({ text: "Keep the lists of now", title: "Compare later runs with what is found today", onclick: keepAnew })),
    el("ul", { class: "rows probes" }, [...probes].sort((a, b) => order(a) - order(b)).map((probe) => {
      const [said, look] = VERDICTS[probe.verdict];
      return row({ title: probe.name, tags: [tag(said, look)], kind: "flat", lines: [line(probe)] });
    })),
  ];
}

const order = ({ verdict }) => ["look", "expected", "same"].indexOf(verdict);

/** What moved in one list; the hub's own sentence begins with its name, which stands above it. */
function line({ name, says }) {
  const said = says.startsWith(`${name}: `) ? says.slice(name.length + 2) : says;
  return capital(said.endsWith(".") ? said : `${said}.`);
}
