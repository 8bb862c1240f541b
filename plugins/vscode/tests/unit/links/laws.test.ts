import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageLinks, LANGUAGES } from "../../../src/core/links/finding";
import { LONGEST } from "../../../src/core/links/link";
import { candidates } from "../../../src/core/links/resolving";

/** What the languages are made of, so that chance meets their forms. */
const PIECES = [
  "![",
  "](",
  ")",
  "[",
  "]",
  "]:",
  "<",
  ">",
  "<img src=",
  "srcset=",
  '"',
  "'",
  "`",
  "```\n",
  "~~~\n",
  "\n",
  "\r\n",
  "\n\n",
  " ",
  "url(",
  "image-set(",
  "/*",
  "*/",
  "//",
  "<!--",
  "-->",
  "\\",
  "\\includegraphics",
  "\\graphicspath",
  "{",
  "}",
  "%",
  "%20",
  "image::",
  ":imagesdir: ",
  ".. image:: ",
  ".. |",
  "|",
  "::",
  "#image(",
  "a.png",
  "./b.svg",
  "/c d.webp",
  "ä.JPG",
  "🐦.png",
  "import x from ",
  "require(",
  "src={",
  "data:image/png;base64,A",
  "https://x.org/a.png",
  "&amp;",
  "&#0;",
  "&#x10ffff;",
  "%zz",
  ".*",
  "\0",
  "\ud800",
  "../",
  "@/",
  "file:///",
  "C:\\",
  "=",
  ",",
  "?x#y",
] as const;

const texts = fc
  .array(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
    {
      maxLength: 60,
    },
  )
  .map((pieces) => pieces.join(""));
const languages = fc.constantFrom(...LANGUAGES);

describe("in any text of any language", () => {
  it("links lie within the text, in order, apart, and are what is written there", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        let past = 0;
        for (const link of imageLinks(text, language)) {
          expect(link.start).toBeGreaterThanOrEqual(past);
          expect(link.end).toBeGreaterThan(link.start);
          expect(link.end).toBeLessThanOrEqual(text.length);
          expect(text.slice(link.start, link.end)).toBe(link.written);
          expect(link.written).not.toMatch(/[\r\n]/);
          expect(link.spellings.length).toBeGreaterThan(0);
          past = link.end;
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("the paths that a link may mean are whole, and have no dots to follow", () => {
    fc.assert(
      fc.property(texts, languages, fc.constantFrom(null, "/", "/w", "/w/docs"), (text, language, root) => {
        for (const link of imageLinks(text, language)) {
          const paths = candidates(link, { document: "/w/docs/deep/guide.md", root });
          expect(new Set(paths).size).toBe(paths.length);
          for (const path of paths) expect(path).toMatch(/^\/(?!.*\/\/)(?!.*\/\.{1,2}(?:\/|$))/s);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("no address of the web and no data is taken for a file", () => {
    const addresses = fc.constantFrom(
      "https://x.org/a.png",
      "data:image/png;base64,A.png",
      "//x.org/a.png",
      "vscode:a.png",
    );
    const forms = fc.constantFrom(
      "![](@)",
      '<img src="@">',
      "url(@)",
      'import a from "@"',
      "\\includegraphics{@}",
      "image::@[]",
      ".. image:: @",
      '#image("@")',
    );
    fc.assert(
      fc.property(addresses, forms, languages, (address, form, language) => {
        expect(imageLinks(form.replace("@", address), language)).toEqual([]);
      }),
    );
  });
});

describe("the time that a text takes grows with its length alone", () => {
  // A quadratic way through that many characters takes minutes, and is ended; a linear one takes a second or two.
  const SIZE = 300_000;
  const LIMIT_MS = 60_000;
  /** One of those that are read in the same way. */
  const ways = "markdown mdx html php javascript css scss latex asciidoc restructuredtext typst org".split(
    " ",
  );
  const openings = [
    "![",
    "](",
    "](<",
    "[a]: ",
    "[",
    "(",
    "\n[",
    "`",
    "` `` ",
    "```",
    "<a ",
    "<a b=",
    "<a b='",
    '<a b="x" ',
    "<img src={",
    "<!--",
    "<",
    "url(",
    "url('",
    "url( ",
    '.png"',
    'a.png"',
    '"',
    "src=",
    "\\includegraphics",
    "\\includegraphics[",
    "\\includegraphics{",
    "\\graphicspath{",
    "{",
    "\\begin{verbatim}",
    "%",
    "image::",
    "image::a",
    "image:a[",
    ".. image::",
    ".. |",
    ".. |a",
    "::\n",
    "----\n",
    "#image(",
    '#image("',
    "//",
    "/*",
    " ",
    "\n",
    "\\",
    "&#",
    "%2",
    "a",
    ".",
    "src srcset=",
  ];
  it.each(openings)(
    "for %j over and over",
    (opening) => {
      const text = opening.repeat(Math.ceil(SIZE / opening.length));
      for (const language of ways) imageLinks(text, language);
    },
    LIMIT_MS,
  );

  it("for a target longer than any path", () => {
    const long = `![](${"a".repeat(LONGEST)}.png)`;
    expect(imageLinks(long, "markdown")).toEqual([]);
    expect(imageLinks(`${long} ![](b.png)`, "markdown").map((link) => link.written)).toEqual(["b.png"]);
  });
});
