// Help with a description: subject, scene, style or material, light or mood, each with words to start from.

import { button, el, fill, freshId } from "./elements.js";
import { hangPanel } from "./popups.js";

const PARTS = [
  ["subject", "Subject", "What is on it", ["a chair", "a mug", "a house", "a person", "a plant", "a dog", "a car", "a pattern"]],
  ["scene", "Scene", "Where it is", ["on a white background", "on a table", "in a kitchen", "in a street", "in a forest", "by the sea", "from above", "close up"]],
  ["style", "Style or material", "How it is made", ["photo", "drawing", "watercolour", "diagram", "3D render", "wood", "metal", "fabric"]],
  ["light", "Light or mood", "How it feels", ["soft light", "warm light", "hard shadows", "at night", "foggy", "bright and airy", "dark and moody", "calm"]],
];

/** Join the parts as a person would say them: the subject and its scene, then the rest behind commas. */
export function composed({ subject = "", scene = "", style = "", light = "" }) {
  const whole = [subject, scene].map((text) => text.trim()).filter(Boolean).join(" ");
  return [whole, style.trim(), light.trim()].filter(Boolean).join(", ");
}

export class DescriptionHelper {
  #text = "";
  #fields = {};
  #preview = el("p", { class: "composed", role: "status" });

  /** @param {(text: string) => void} ask */
  constructor(ask) {
    this.ask = ask;
    this.opener = button({ label: "Help me describe it", icon: "wand", kind: "quiet" });
    this.element = el("div", { class: "describing" }, this.opener);
    this.panel = hangPanel(this.opener, "Describe what you are looking for", (panel) => this.#build(panel));
    this.panel.classList.add("describing-panel");
  }

  /** Know what stands in the box: it is what the description begins with, unless it only says how a picture shall differ. */
  show(query) {
    this.#text = query.like ? "" : query.text.trim();
  }

  #build(panel) {
    this.#fields = {};
    fill(panel,
      el("form", { class: "describing-form", onsubmit: (event) => { event.preventDefault(); this.#search(); } },
        el("p", { class: "hint" }, "A good description says what is seen. Fill in what matters, and leave the rest empty."),
        PARTS.map((each) => this.#part(...each)),
        el("div", { class: "panel-foot" }, this.#preview, button({ text: "Search", icon: "search", kind: "main", type: "submit" }))));
    this.#fields.subject.value = this.#text;
    this.#write();
  }

  #part(key, name, hint, words) {
    const id = freshId("describe");
    const field = el("input", { id, type: "text", autocomplete: "off", maxlength: "200", placeholder: hint, oninput: () => this.#write() });
    this.#fields[key] = field;
    const take = (word) => {
      field.value = field.value.trim() === word ? "" : word;
      this.#write();
    };
    return el("div", { class: "field describe-part" },
      el("label", { for: id }, name),
      field,
      el("div", { class: "toggles", role: "group", "aria-label": `Words for: ${name}` }, words.map((word) => el("button", { type: "button", class: "button small toggle", "data-word": word, "data-part": key, onclick: () => take(word) }, word))));
  }

  get #composed() {
    return composed(Object.fromEntries(Object.entries(this.#fields).map(([key, { value }]) => [key, value])));
  }

  #write() {
    this.#preview.textContent = this.#composed ? `“${this.#composed}”` : "Nothing yet";
    for (const word of this.panel.querySelectorAll("[data-word]")) word.setAttribute("aria-pressed", String(this.#fields[word.dataset.part].value.trim() === word.dataset.word));
  }

  #search() {
    const text = this.#composed;
    if (!text) return this.#fields.subject.focus();
    this.panel.hidePopover();
    return this.ask(text);
  }
}
