import { type PictureLink, type Wish, writeOne } from "./forms";
import { type AltChoice, type Piece, plainText, snippetText } from "./pieces";
import { type FormName, type Place, type Slot, slotOf } from "./slots";

/** What is put in at a place, as a snippet and as the text that it gives before anybody chooses. */
export interface Written {
  readonly snippet: string;
  readonly text: string;
  readonly form: FormName;
}

/** Forms that mean something only between empty lines. */
const PARAGRAPHS: readonly FormName[] = ["restructuredtext", "asciidoc", "org"];
const LISTS: Readonly<Partial<Record<FormName, string>>> = {
  "css-declaration": ", ",
  "css-line": ", ",
  "css-value": ", ",
  "quoted-path": ", ",
  "sparing-path": " ",
  path: "\n",
  url: " ",
  "latex-path": ",",
  "typst-code": ", ",
};

/** Write pictures into a place: one as the place asks for it, several on lines of their own. */
export function writeInto(place: Place, links: readonly PictureLink[], wish: Wish, alt: AltChoice): Written {
  const number = links.length + (place.follows === true ? 1 : 0);
  const slot = severalInLine(slotOf(place), number);
  const offered = links.map((link) => offer(link, alt));
  const framed = frame(place, slot, together(offered, wish, slot), links.length);
  const pieces = [place.follows === true ? apart(slot, links.length) : "", ...framed];
  return { snippet: snippetText(pieces, alt), text: plainText(pieces), form: slot.form };
}

function offer(link: PictureLink, alt: AltChoice): PictureLink {
  if (alt === "empty") return { ...link, alts: [] };
  return { ...link, alts: alt === "automatic" ? link.alts.slice(0, 1) : link.alts };
}

/** Several pictures get lines of their own: the form for within a line does not serve. */
function severalInLine(slot: Slot, number: number): Slot {
  return number > 1 && slot.form === "asciidoc-inline" ? { ...slot, form: "asciidoc" } : slot;
}

function together(links: readonly PictureLink[], wish: Wish, slot: Slot): Piece[] {
  const between = LISTS[slot.form] ?? (PARAGRAPHS.includes(slot.form) ? "\n\n" : "\n");
  return links.flatMap((link, index) => [...(index > 0 ? [between] : []), ...writeOne(link, wish, slot)]);
}

function frame(place: Place, slot: Slot, pieces: Piece[], number: number): Piece[] {
  if (slot.form === "css-declaration") return ["background-image: ", ...pieces, ";"];
  if (slot.form === "css-line") return ["background-image: ", ...pieces];
  if (slot.form === "css-value") return [/[:,]$/.test(place.before) ? " " : "", ...pieces];
  if (slot.form in LISTS) return pieces;
  if (PARAGRAPHS.includes(slot.form)) return [emptyLineBefore(place), ...pieces, emptyLineAfter(place)];
  if (number === 1) return pieces;
  const { line, rest } = around(place);
  return [line.trim() === "" ? "" : "\n", ...pieces, rest.trim() === "" ? "" : "\n"];
}

/** What keeps pictures apart from those right before them, where their frame does not. */
function apart({ form }: Slot, number: number): string {
  if (form === "css-declaration" || form === "css-line") return "\n";
  return LISTS[form] ?? (PARAGRAPHS.includes(form) || number > 1 ? "" : "\n");
}

function around(place: Place): { above: string; line: string; rest: string; below: string } {
  const above = place.before.split("\n");
  const line = above.pop() ?? "";
  const [rest = "", below = ""] = place.after.split("\n");
  return { above: above.at(-1) ?? "", line, rest, below };
}

function emptyLineBefore(place: Place): string {
  const { above, line } = around(place);
  if (line.trim() !== "") return "\n\n";
  return above.trim() === "" ? "" : "\n";
}

function emptyLineAfter(place: Place): string {
  const { rest, below } = around(place);
  if (rest.trim() !== "") return "\n\n";
  return below.trim() === "" ? "" : "\n";
}
