import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeInto } from "../../../src/core/inserting/writing";
import { imageLinks } from "../../../src/core/links/finding";
import { candidates } from "../../../src/core/links/resolving";

const PLACES: readonly (readonly [language: string, before: string, after: string])[] = [
  ["markdown", "# Mugs\n\n", "\n\nmore"],
  ["markdown", "see ", " and [this](page.md)"],
  ["mdx", "", ""],
  ["html", "<p>", "</p>"],
  ["vue", "<template>", "</template>"],
  ["svelte", "<h1>a</h1>\n", ""],
  ["javascriptreact", "return (", ")"],
  ["typescriptreact", "return <p>", "</p>"],
  ["css", ".a {\n  ", "\n}"],
  ["scss", ".a { .b { ", " } }"],
  ["less", ".a { background: ", "; }"],
  ["latex", "", "\n"],
  ["asciidoc", "", "\n"],
  ["restructuredtext", "", "\n"],
  ["typst", "", "\n"],
  ["org", "", "\n"],
];

/** Names as people give them, also with what one language or another takes for a mark of its own. */
const names = fc
  .stringMatching(/^[\w()&%#~'+,;=@!$ äß日[\]{}.-]{1,16}$/)
  .map((name) => name.trim())
  .filter((name) => name !== "" && !name.startsWith("."));
const paths = fc
  .tuple(fc.constantFrom("", "images/", "../", "../my images/"), names)
  .map(([folder, name]) => `${folder}${name}.png`);

/** What no form of that language can write: TeX has no braces in names, and AsciiDoc no address in brackets. */
const UNWRITABLE: Readonly<Record<string, RegExp>> = { latex: /[{}&$_^\\]|\s{2}/, typst: /$^/ };

describe("what is inserted is found again", () => {
  for (const [language, before, after] of PLACES) {
    for (const markdownForm of ["markdown", "html"] as const) {
      if (markdownForm === "html" && !language.startsWith("m")) continue;
      it(`in ${language}, as ${markdownForm === "html" ? "HTML" : "its own form"}, at ${JSON.stringify(before)}`, () => {
        fc.assert(
          fc.property(paths, fc.string({ maxLength: 12 }), (path, alt) => {
            fc.pre(UNWRITABLE[language]?.test(path) !== true);
            const link = { path, isAbsolute: false, alts: [alt], width: 640, height: 480 };
            const wish = { markdownForm, dimensions: true };
            const { text } = writeInto({ languageId: language, before, after }, [link], wish, "automatic");
            const places = imageLinks(before + text + after, language).map((found) =>
              candidates(found, { document: "/w/docs/a", root: "/w" }).includes(
                path.startsWith("../") ? `/w/${path.slice(3)}` : `/w/docs/${path}`,
              ),
            );
            expect(places, text).toEqual([true]);
          }),
          { numRuns: 500 },
        );
      });
    }
  }
});
