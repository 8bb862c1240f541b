// Setting up the self-test: pictures and descriptions of the person's own, and what each should find.

import { button, el, fill, freshId } from "./elements.js";
import { pickPicture, pickedPicture } from "./picture_picker.js";
import { section } from "./manage_view.js";
import { plural } from "./phrases.js";

const PICTURES = 3;
const DESCRIPTIONS = 5;
const SAMPLES = ["my red mug on the table", "autumn leaves, low sun", "the blue chair", "our logo on white", "people at a long table"];

/**
 * @param {import("./main.js").App} app
 * @param {{shelf: import("./shelf.js").Shelf, words: string[], kept: () => void, cancel: (() => void)|null}} options `words`: those of the test before
 */
export function selfTestSetup(app, { shelf, words, kept, cancel }) {
  const { hub, notices } = app;
  /** @type {Array<import("./picture_picker.js").Picked|null>} */
  const pictures = Array(PICTURES).fill(null);
  const descriptions = Array.from({ length: DESCRIPTIONS }, (_, at) => ({ text: words[at] ?? "", expected: null }));
  const slots = el("div", { class: "slots" });
  const lines = el("ol", { class: "probe-lines" });
  const told = el("p", { class: "hint", role: "status" });
  const keep = button({ text: "Keep what they find", icon: "check", kind: "main", onclick: () => save() });

  const count = () => {
    const [shown, said] = [pictures.filter(Boolean).length, descriptions.filter(({ text }) => text.trim()).length];
    keep.disabled = shown + said === 0;
    told.textContent = shown + said === 0 ? "One picture or one description is enough to begin; three and five give the clearest answer." : `${plural(shown, "picture")} and ${plural(said, "description")}.${shown < PICTURES || said < DESCRIPTIONS ? " More give a clearer answer." : ""}`;
  };
  const drawSlots = (focus = -1) => {
    fill(slots, pictures.map((picked, at) => el("div", { class: `slot${picked ? " taken" : ""}` },
      picked ? pickedPicture(hub, shelf, picked) : null,
      picked ? el("bdi", { class: "name" }, picked.name) : null,
      picked
        ? button({ label: `Take away ${picked.name}`, icon: "close", kind: "quiet", onclick: () => { pictures[at] = null; drawSlots(at); } })
        : button({ text: `Choose picture ${at + 1}…`, icon: "picture", kind: "quiet", onclick: async () => {
          pictures[at] = await pickPicture(app, { title: `Picture ${at + 1} of ${PICTURES}`, text: "Choose one whose look-alikes you know: a product, a place, a motif that you have often.", files: true });
          drawSlots(at);
        } }))));
    if (focus >= 0) slots.children[focus].querySelector("button").focus();
    count();
  };
  const line = (probe, at) => {
    const id = freshId("probe");
    const input = el("input", { type: "text", id, value: probe.text, maxlength: "2000", autocomplete: "off", placeholder: SAMPLES[at], oninput: () => { probe.text = input.value; count(); } });
    const room = el("span", { class: "expected" });
    const draw = (focus = false) => {
      fill(room, probe.expected
        ? [pickedPicture(hub, shelf, probe.expected), button({ label: `Expect nothing of description ${at + 1}`, title: probe.expected.name, icon: "close", kind: "quiet", onclick: () => { probe.expected = null; draw(true); } })]
        : button({ text: "Should find…", kind: "quiet", "aria-label": `Description ${at + 1} should find…`, onclick: async () => {
          probe.expected = await pickPicture(app, { title: "Which picture should it find?", text: "The test then says where in the list this one stands.", words: probe.text.trim() });
          draw(true);
        } }));
      if (focus) room.querySelector("button").focus();
    };
    draw();
    return el("li", {}, el("label", { for: id, class: "unseen" }, `Description ${at + 1}`), input, room);
  };
  const save = async () => {
    keep.disabled = true;
    const made = await notices.attempt(async () => {
      const probes = [];
      for (const picked of pictures.filter(Boolean)) probes.push({ picture: "asset" in picked ? { asset: picked.asset } : { query_image: await hub.given.idOf(picked.given, { fresh: true }) }, name: picked.name.slice(0, 100) });
      for (const { text, expected } of descriptions) if (text.trim()) probes.push({ words: text.trim(), ...(expected ? { expected: expected.asset } : {}) });
      return hub.api.post("/v1/self-test", { probes });
    });
    count();
    if (!made) return;
    notices.tell("Kept. Run the test after a change, and it tells what moved.", { kind: "good" });
    kept();
  };
  fill(lines, descriptions.map(line));
  drawSlots();
  return [
    section("Three pictures whose look-alikes you know", slots),
    section("Five descriptions in your own words", lines),
    el("div", { class: "setup-foot" }, told, cancel ? button({ text: "Cancel", onclick: cancel }) : null, keep),
  ];
}
