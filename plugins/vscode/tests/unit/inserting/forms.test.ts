// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets and settings are written with such variables.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PictureLink, Wish } from "../../../src/core/inserting/forms";
import { plainText, snippetText } from "../../../src/core/inserting/pieces";
import { writeInto } from "../../../src/core/inserting/writing";
import {
  expandSnippet,
  type Read,
  readCss,
  readHtml,
  readJsx,
  readLatex,
  readMarkdown,
  readRst,
  readTypst,
} from "./reading";

const WISH: Wish = { markdownForm: "markdown", dimensions: false };
const link = (path: string, ...alts: string[]): PictureLink => ({
  path,
  alts,
  isAbsolute: /^(?:\/|[A-Z]:)/.test(path),
  width: 640,
  height: 480,
});

/** Write at the `|` of a text. */
function at(
  languageId: string,
  text: string,
  links: readonly PictureLink[] = [link("images/mug.png", "A mug")],
  wish = WISH,
) {
  const [before = "", after = ""] = text.split("|");
  return before + writeInto({ languageId, before, after }, links, wish, "automatic").text + after;
}

describe("each language's own form", () => {
  it.each([
    ["markdown", "|", "![A mug](images/mug.png)"],
    ["rmd", "text | text", "text ![A mug](images/mug.png) text"],
    ["quarto", "|", "![A mug](images/mug.png)"],
    ["mdx", "|", "![A mug](images/mug.png)"],
    ["git-commit", "|", "images/mug.png"],
    ["html", "<p>|</p>", '<p><img src="images/mug.png" alt="A mug"></p>'],
    ["php", "<p>|</p>", '<p><img src="images/mug.png" alt="A mug"></p>'],
    [
      "javascriptreact",
      "return <p>don't |</p>",
      'return <p>don\'t <img src="./images/mug.png" alt="A mug" /></p>',
    ],
    ["typescriptreact", "return (|)", 'return (<img src="./images/mug.png" alt="A mug" />)'],
    ["vue", "<template>|</template>", '<template><img src="./images/mug.png" alt="A mug" /></template>'],
    ["svelte", "<h1>a</h1>\n|", '<h1>a</h1>\n<img src="./images/mug.png" alt="A mug" />'],
    [
      "astro",
      "---\nconst a = 1;\n---\n|",
      '---\nconst a = 1;\n---\n<img src="images/mug.png" alt="A mug" />',
    ],
    ["astro", "---\nconst a = |", '---\nconst a = "./images/mug.png"'],
    ["pug", "div\n  |", 'div\n  img(src="images/mug.png" alt="A mug")'],
    ["latex", "|", "\\includegraphics[width=\\linewidth,alt={A mug}]{images/mug.png}"],
    ["asciidoc", "|", "image::images/mug.png[A mug]"],
    ["asciidoc", "press | now", "press image:images/mug.png[A mug] now"],
    ["restructuredtext", "|", ".. image:: images/mug.png\n   :alt: A mug"],
    ["restructuredtext", "text\n|", "text\n\n.. image:: images/mug.png\n   :alt: A mug"],
    ["restructuredtext", "text|more", "text\n\n.. image:: images/mug.png\n   :alt: A mug\n\nmore"],
    ["typst", "|", '#image("images/mug.png", alt: "A mug")'],
    ["typst", "#figure(|)", '#figure(image("images/mug.png", alt: "A mug"))'],
    ["typst", "#figure([|])", '#figure([#image("images/mug.png", alt: "A mug")])'],
    ["typst", '#image("|")', '#image("images/mug.png")'],
    ["org", "|", "#+ATTR_HTML: :alt A mug\n[[file:images/mug.png]]"],
    ["org", "see |", "see [[file:images/mug.png]]"],
    ["textile", "|", "!images/mug.png(A mug)!"],
    ["json", '{"a": |}', '{"a": "images/mug.png"}'],
    ["json", '{"a": "|"}', '{"a": "images/mug.png"}'],
    ["python", "load(|)", 'load("images/mug.png")'],
    ["typescript", "import a from |;", 'import a from "./images/mug.png";'],
    ["typescript", "import a from '|';", "import a from './images/mug.png';"],
    ["yaml", "logo: |", "logo: images/mug.png"],
    ["plaintext", "see |", "see images/mug.png"],
    ["nobody-knows", "|", '"images/mug.png"'],
  ])("%s at %j", (languageId, text, expected) => {
    expect(at(languageId, text)).toBe(expected);
  });

  it.each([
    ["css", "a { color: red; | }", 'a { color: red; background-image: url("images/mug.png"); }'],
    ["css", "a { background: | }", 'a { background: url("images/mug.png") }'],
    ["css", "a { background:|; }", 'a { background: url("images/mug.png"); }'],
    ["css", "a { background: url(|) }", "a { background: url(images/mug.png) }"],
    ["css", "a { background: url('|') }", "a { background: url('images/mug.png') }"],
    ["css", "/* a { */ |", '/* a { */ url("images/mug.png")'],
    [
      "css",
      "a { --x: url(http://b); | }",
      'a { --x: url(http://b); background-image: url("images/mug.png"); }',
    ],
    ["css", 'a { content: "};"; background: | }', 'a { content: "};"; background: url("images/mug.png") }'],
    ["scss", "a { // it's }\n  |\n}", 'a { // it\'s }\n  background-image: url("images/mug.png");\n}'],
    ["scss", "$logo: |;", '$logo: url("images/mug.png");'],
    ["scss", "a { .b-#{$c} { | } }", 'a { .b-#{$c} { background-image: url("images/mug.png"); } }'],
    ["less", "@logo: |;", '@logo: url("images/mug.png");'],
    ["stylus", "a\n  |", 'a\n  background-image: url("images/mug.png")'],
    ["stylus", "a\n  background |", 'a\n  background url("images/mug.png")'],
    ["sass", "a\n  background: |", 'a\n  background: url("images/mug.png")'],
    [
      "vue",
      "<style scoped>a { | }</style>",
      '<style scoped>a { background-image: url("./images/mug.png"); }</style>',
    ],
    ["html", "<style>a { background: | }</style>", '<style>a { background: url("images/mug.png") }</style>'],
    ["html", "<style>a{}</style>|", '<style>a{}</style><img src="images/mug.png" alt="A mug">'],
    ["svelte", '<style lang="scss">// {\n|', '<style lang="scss">// {\nurl("./images/mug.png")'],
  ])("style sheets: %s at %j", (languageId, text, expected) => {
    expect(at(languageId, text)).toBe(expected);
  });

  it.each([
    ["markdown", "![x](|)", "![x](images/mug.png)"],
    ["markdown", '<img src="|">', '<img src="images/mug.png">'],
    ["markdown", "```css\na { | }\n```", '```css\na { background-image: url("images/mug.png"); }\n```'],
    ["markdown", "```\n```\n|", "```\n```\n![A mug](images/mug.png)"],
    ["markdown", "---\nlogo: |\n---", "---\nlogo: images/mug.png\n---"],
    ["html", '<img src="|" alt="">', '<img src="images/mug.png" alt="">'],
    ["html", '<p title="a > b">|</p>', '<p title="a > b"><img src="images/mug.png" alt="A mug"></p>'],
    ["html", '<p style="background: |">', "<p style=\"background: url('images/mug.png')\">"],
    ["html", "<script>const a = |;</script>", '<script>const a = "./images/mug.png";</script>'],
    ["javascriptreact", 'return <img src="|" />', 'return <img src="./images/mug.png" />'],
    ["javascriptreact", 'import a from "|"', 'import a from "./images/mug.png"'],
    ["latex", "\\includegraphics[width=1cm]{|}", "\\includegraphics[width=1cm]{images/mug.png}"],
  ])("where only the address is wanted: %s at %j", (languageId, text, expected) => {
    expect(at(languageId, text)).toBe(expected);
  });
});

describe("wishes", () => {
  it("writes HTML into Markdown, closed in MDX", () => {
    const html: Wish = { markdownForm: "html", dimensions: true };
    expect(at("markdown", "|", undefined, html)).toBe(
      '<img src="images/mug.png" alt="A mug" width="640" height="480">',
    );
    expect(at("mdx", "|", undefined, html)).toBe(
      '<img src="images/mug.png" alt="A mug" width="640" height="480" />',
    );
  });

  it("writes width and height where the form has a place for them", () => {
    const sized: Wish = { markdownForm: "markdown", dimensions: true };
    expect(at("asciidoc", "|", undefined, sized)).toBe("image::images/mug.png[A mug,640,480]");
    expect(at("restructuredtext", "|", undefined, sized)).toContain("\n   :width: 640px\n   :height: 480px");
    expect(at("markdown", "|", undefined, sized)).toBe("![A mug](images/mug.png)");
  });

  it("leaves the alternative text out, offers one, or lets choose", () => {
    const place = { languageId: "markdown", before: "", after: "" };
    const mug = link("m.png", "A, mug", "b|c");
    expect(writeInto(place, [mug], WISH, "choose").snippet).toBe("![${1|A\\, mug,b\\\\\\|c|}](m.png)$0");
    expect(writeInto(place, [link("m.png", "A }")], WISH, "choose").snippet).toBe("![${1:A \\}}](m.png)$0");
    expect(writeInto(place, [link("m.png")], WISH, "choose").snippet).toBe("![${1}](m.png)$0");
    expect(writeInto(place, [mug], WISH, "automatic").snippet).toBe("![A, mug](m.png)$0");
    expect(writeInto(place, [mug], WISH, "empty").snippet).toBe("![](m.png)$0");
  });
});

describe("several at once", () => {
  const two = [link("a.png", "A"), link("b.png", "B")];
  it.each([
    ["markdown", "|", "![A](a.png)\n![B](b.png)"],
    ["markdown", "text|more", "text\n![A](a.png)\n![B](b.png)\nmore"],
    ["asciidoc", "text|", "text\n\nimage::a.png[A]\n\nimage::b.png[B]"],
    ["restructuredtext", "|", ".. image:: a.png\n   :alt: A\n\n.. image:: b.png\n   :alt: B"],
    ["css", "a { | }", 'a { background-image: url("a.png"), url("b.png"); }'],
    ["json", "[|]", '["a.png", "b.png"]'],
  ])("%s at %j", (languageId, text, expected) => {
    expect(at(languageId, text, two)).toBe(expected);
  });
});

describe("addresses of files outside the workspace", () => {
  it("are addresses where the language wants one, and paths elsewhere", () => {
    expect(at("markdown", "|", [link("/home/me/a b.png", "x")])).toBe("![x](<file:///home/me/a b.png>)");
    expect(at("html", "|", [link("C:/me/a#b.png", "x")])).toBe('<img src="file:///C:/me/a%23b.png" alt="x">');
    expect(at("latex", "|", [link("C:/me/a.png")])).toBe("\\includegraphics[width=\\linewidth]{C:/me/a.png}");
  });
});

const names = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .map((name) => `a/${name.replace(/[\p{Cc}\p{Cs}/\\\s]/gu, " ")}.png`);
const alts = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .map((alt) => alt.replace(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim())
  .filter((alt) => alt !== "");

describe("whatever names and texts hold, the language reads back the same", () => {
  it.each<[string, (text: string) => Read]>([
    ["markdown", readMarkdown],
    ["html", readHtml],
    ["vue", (text) => ({ ...readHtml(text), path: readHtml(text).path.replace(/^\.\//, "") })],
    ["javascriptreact", (text) => ({ ...readJsx(text), path: readJsx(text).path.replace(/^\.\//, "") })],
    ["typst", readTypst],
    ["latex", readLatex],
  ])("%s", (languageId, read) => {
    fc.assert(
      fc.property(names, alts, (path, alt) => {
        const wanted = languageId === "latex" ? path.replace(/[{}]/g, "") : path;
        expect(read(at(languageId, "|", [link(wanted, alt)]))).toEqual({ path: wanted, alt });
      }),
      { numRuns: 400 },
    );
  });

  it("reStructuredText", () => {
    fc.assert(
      fc.property(names, alts, (path, alt) => {
        const plain = path.replace(/[%#?]/g, "").replace(/ +/g, " ");
        expect(readRst(at("restructuredtext", "|", [link(plain, alt)]))).toEqual({ path: plain, alt });
      }),
    );
  });

  it("style sheets", () => {
    fc.assert(
      fc.property(names, (path) => {
        for (const text of [
          "a { | }",
          "a { background: | }",
          "a { background: url(|) }",
          "a { background: url('|') }",
        ]) {
          expect(readCss(at("css", text, [link(path)]))).toBe(path);
        }
      }),
    );
  });
});

describe("templates", () => {
  it.each(["razor", "blade", "svelte"])("take no code from an alternative text: %s", (languageId) => {
    const place = { languageId, before: "", after: "" };
    const written = writeInto(place, [{ ...link("m.png"), alts: ["by @Model {x}"] }], WISH, "automatic");
    expect(written.text).toContain('alt="by &#64;Model &#123;x&#125;"');
  });
});

describe("snippets", () => {
  it("expand to the plain text, whatever is in them", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.record({ choices: fc.array(fc.string({ minLength: 1 }), { maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(expandSnippet(snippetText(pieces, "choose"))).toBe(plainText(pieces));
        expect(expandSnippet(snippetText(pieces, "automatic"))).toBe(plainText(pieces));
      }),
    );
  });
});
