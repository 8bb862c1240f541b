// Glyphs, drawn on 16 by 16 as thin strokes of the current colour, like those of the editor.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14",
  picture: "M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.8 6.2v.1",
  words: "M3 4h10M3 8h10M3 12h6",
  letters: "M3.5 13 8 3l4.5 10M5.2 9.5h5.6",
  name: "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3M6 8.5h4M6 11h4",
  without: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.8 3.8l8.4 8.4",
  close: "M4 4l8 8M12 4l-8 8",
  stop: "M4.5 4.5h7v7h-7z",
  history: "M3.2 5.5A5.5 5.5 0 1 1 2.5 8M2.5 2.8v3h3M8 5v3.2l2.2 1.3",
  back: "M7 3.5 2.5 8 7 12.5M2.5 8h11",
  folder: "M2 12.5v-9h4l1.5 2H14v7z",
  insert: "M8 2.5v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  link: "M6.5 9.5l3-3M7 5l1.8-1.8a2.7 2.7 0 0 1 4 4L11 9M9 11l-1.8 1.8a2.7 2.7 0 0 1-4-4L5 7",
  options: "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3",
  more: "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM11.2 9v4.5M9 11.2h4.5",
  open: "M6.5 3H3v10h10V9.5M9 3h4v4M13 3 7.5 8.5",
  reveal: "M2 12.5v-9h4l1.5 2H14v2.2M2 12.5l2-5h11l-2 5z",
  chevron: "M4 6l4 4 4-4",
  check: "M3 8.5 6.5 12 13 4.5",
  disk: "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h12M11.5 11.3v.1",
  error: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8v4M8 10.9v.2",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.2v4M8 4.9v.2",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2",
  star: "M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z",
  boxes: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M6 6h4v4H6z",
  noBoxes: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M3 3l10 10",
  bin: "M3 4.5h10M6 4.5v-2h4v2M4.2 4.5 5 14h6l.8-9.5",
} as const;

export type GlyphName = keyof typeof PATHS;

/** Draw a glyph; it is decoration, and what it stands beside or in says it in words. */
export function glyph(name: GlyphName, size = 16): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of [
    ["viewBox", "0 0 16 16"],
    ["width", String(size)],
    ["height", String(size)],
    ["class", "glyph"],
    ["aria-hidden", "true"],
    ["focusable", "false"],
  ] as const) {
    drawing.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}

/** Draw what stands for the way in which a picture was found. */
export function signalGlyph(signal: string, size = 14): SVGSVGElement {
  return glyph(
    signal === "words" || signal === "letters" || signal === "name" || signal === "picture"
      ? signal
      : signal === "verified"
        ? "check"
        : "search",
    size,
  );
}
