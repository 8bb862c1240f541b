// The template of the curated folder: written, tried on pictures of the library while it is, and kept when it is right.

import { button, el, fill, freshId } from "./elements.js";
import { CopyPreview } from "./curating.js";

const FIELDS = [
  ["project", "what you say when you copy"], ["subject", "what you say, else the words of the search"],
  ["year", "of the copying"], ["month", "of the copying"], ["day", "of the copying"],
  ["folder", "of the original"], ["name", "of the original"],
];
const PLAIN = "{name}";
const EXAMPLES = [["By project and month", "{project}/{year}-{month}/{subject}"], ["As the originals lie", "{folder}/{name}"]];
const SAMPLE = { project: "Spring campaign", query: "red mug" };

/**
 * @param {import("./main.js").App} app
 * @param {string} kept the template that is set
 */
export function templateField(app, kept) {
  const { api } = app.hub;
  const id = freshId("template");
  const input = el("input", { type: "text", id, class: "mono", value: kept, maxlength: "200", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-wrong ${id}-help` });
  const wrong = el("div", { class: "template-wrong", id: `${id}-wrong`, role: "alert" });
  const use = button({ text: "Use it", kind: "main", disabled: true, onclick: () => keep() });
  const preview = new CopyPreview(api, (error) => judge(error));
  const example = el("div", { class: "template-preview" }, el("p", { class: "hint" }, `For example, in the project “${SAMPLE.project}”, found by “${SAMPLE.query}”:`), preview.element);
  let assets = null;
  const judge = (error) => {
    fill(wrong, error ? whatIsWrong(input.value, error) : null);
    input.setAttribute("aria-invalid", String(error !== null));
    use.disabled = error !== null || input.value === kept;
    example.hidden = error !== null;
  };
  const tried = async () => {
    assets ??= (await api.post("/v1/search", { text: "picture", limit: 2 })).hits.map((hit) => hit.id);
    if (!input.value.trim()) judge(new Error("A template needs at least a name, such as {name}."));
    else if (assets.length) preview.show({ assets, template: input.value, ...SAMPLE });
    else judge(null); // there is nothing to try it on; the hub says what is wrong when it is kept
  };
  const keep = () => app.notices.attempt(async () => {
    try {
      ({ curated_template: kept } = await api.patch("/v1/preferences", { curated_template: input.value }));
    } catch (error) {
      if (error.code !== "bad_template") throw error;
      judge(error);
      return;
    }
    use.disabled = true;
    app.notices.tell("Copies go there from now on. Those that were made before stay where they are.", { kind: "good" });
  });
  const put = (text, whole = false) => {
    if (whole) input.value = text;
    else input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    input.focus();
    input.dispatchEvent(new Event("input"));
  };
  input.addEventListener("input", () => {
    use.disabled = true; // until the hub has judged it
    tried().catch((error) => app.notices.tellError(error));
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && !use.disabled && (event.preventDefault(), keep()));
  tried().catch(() => {});
  return el("div", { class: "item template" },
    el("div", { class: "field" },
      el("label", { for: id }, "Where copies go in it"),
      el("div", { class: "with-button" }, input, use),
      wrong,
      el("div", { class: "toggles", role: "group", "aria-label": "Put in a field" }, FIELDS.map(([field, meaning]) => button({ text: `{${field}}`, kind: "small mono", title: meaning[0].toUpperCase() + meaning.slice(1), "aria-description": meaning, onclick: () => put(`{${field}}`) }))),
      el("p", { class: "hint", id: `${id}-help` }, "Folders with /, and a name; the ending is added. A field of which nothing is known is left out. Try: ",
        [...EXAMPLES, ["Just the name", PLAIN]].map(([text, template], at) => [at ? ", " : "", button({ text, kind: "link", onclick: () => put(template, true) })])),
      example));
}

/** The hub's sentence, with the place that it names marked in the template itself. */
function whatIsWrong(template, error) {
  const at = Number(/at character (\d+)/.exec(error.message)?.[1]) - 1;
  const signs = [...template];
  return [
    at >= 0 && at < signs.length ? el("p", { class: "mono wrong-place", "aria-hidden": "true" }, signs.slice(0, at).join(""), el("mark", {}, signs.slice(at, at + wrongLength(signs, at)).join("")), signs.slice(at + wrongLength(signs, at)).join("")) : null,
    el("p", {}, error.message),
  ];
}

/** A field is wrong as a whole, anything else at one character. */
function wrongLength(signs, at) {
  const end = signs[at] === "{" ? signs.indexOf("}", at) : -1;
  return end < 0 ? 1 : end - at + 1;
}
