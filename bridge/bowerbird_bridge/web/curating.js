// Copying pictures into the curated folder: asking for what its template needs, and saying what came of it.

import { button, el, fill, freshId, path } from "./elements.js";
import { choosePlace } from "./places.js";
import { plural } from "./phrases.js";
import { openDialog } from "./popups.js";

const PAUSE = 250;
const PREVIEWED = 3;

/** The fields of a template that only the person knows. */
const asks = (template, field) => template.includes(`{${field}}`);

export class Curating {
  #app;
  #project = null;

  /** @param {import("./main.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  get #api() {
    return this.#app.hub.api;
  }

  /** Copy pictures, asking for the folder where none was chosen yet, and for project and subject where they have a place. */
  async copy(hits, query = "") {
    await this.#app.notices.attempt(async () => {
      const preferences = await this.#api.get("/v1/preferences");
      if (!preferences.curated_folder && !(await this.chooseFolder())) return;
      const template = preferences.curated_template;
      const about = { ...(query ? { query } : {}) };
      if (asks(template, "project") || asks(template, "subject")) {
        const said = await this.#ask(hits, template, query);
        if (!said) return;
        Object.assign(about, said);
      }
      this.#tell((await this.#api.post("/v1/curated-copies", { assets: hits.map(({ id }) => id), ...about })).copies);
    });
  }

  /** Have the person choose the folder; true where they did. */
  async chooseFolder() {
    const place = await choosePlace(this.#app, {
      title: "Choose your curated folder",
      text: "Copies of the pictures that you choose go there, under clean names. Nothing in it is ever overwritten, and your originals stay where they are.",
      yes: "Use this folder",
    });
    if (!place) return false;
    await this.#api.patch("/v1/preferences", { curated_folder: place.path });
    return true;
  }

  #tell(copies) {
    const made = copies.filter(({ created }) => created).length;
    const had = copies.length - made;
    this.#app.notices.tell(
      [made ? `${plural(made, "picture")} copied to your curated folder.` : "", had ? `${made ? plural(had, "other") : plural(had, "picture")} ${had === 1 ? "was" : "were"} there already.` : ""].filter(Boolean).join(" "),
      { kind: "good", action: { text: "Show", act: () => this.#app.go({ view: "curated" }) } },
    );
  }

  async #ask(hits, template, query) {
    this.#project ??= (await this.#api.get("/v1/curated-copies", { limit: 20 })).copies.find(({ project }) => project)?.project ?? "";
    const said = await openDialog({
      title: `Copy ${plural(hits.length, "picture")} to your curated folder`,
      build: (done) => {
        const project = asks(template, "project") ? textField("Project", this.#project) : null;
        const subject = asks(template, "subject") ? textField("Subject", query) : null;
        const about = () => Object.fromEntries(Object.entries({ project, subject }).map(([key, field]) => [key, field?.input.value.trim()]).filter(([, value]) => value));
        const preview = new CopyPreview(this.#api);
        const show = () => preview.show({ assets: hits.slice(0, PREVIEWED).map(({ id }) => id), ...(query ? { query } : {}), ...about() }, hits.length);
        for (const { input } of [project, subject].filter(Boolean)) {
          input.addEventListener("input", show);
          input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), done(about())));
        }
        show();
        return {
          body: [project?.element, subject?.element, preview.element].filter(Boolean),
          actions: [button({ text: "Cancel", onclick: () => done(null) }), button({ text: "Copy", kind: "main", onclick: () => done(about()) })],
        };
      },
    });
    if (said) this.#project = said.project ?? "";
    return said;
  }
}

function textField(label, value) {
  const input = el("input", { type: "text", id: freshId("about"), value, maxlength: "200", autocomplete: "off" });
  return { input, element: el("div", { class: "field" }, el("label", { for: input.id }, label), input) };
}

/** Where copies would go, kept up while somebody types. */
export class CopyPreview {
  #timer = 0;
  #asked = 0;
  #api;
  element = el("div", { class: "copy-preview", role: "status" });

  /**
   * @param {import("./api.js").Api} api
   * @param {(error: Error|null) => void} judged whether the hub takes it
   */
  constructor(api, judged = () => {}) {
    this.#api = api;
    this.judged = judged;
  }

  show(request, total = request.assets.length) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    this.#timer = setTimeout(async () => {
      try {
        const { paths } = await this.#api.post("/v1/curated-copies/preview", request);
        if (asked !== this.#asked) return;
        fill(this.element, el("p", { class: "dim" }, paths.length === 1 ? "It goes to" : "They go to"), el("ul", {}, paths.map((each) => el("li", {}, path(each)))),
          total > paths.length ? el("p", { class: "dim" }, `and ${plural(total - paths.length, "other")}`) : null);
        this.judged(null);
      } catch (error) {
        if (asked !== this.#asked) return;
        fill(this.element);
        this.judged(error);
      }
    }, this.element.children.length ? PAUSE : 0);
  }
}
