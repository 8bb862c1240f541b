import { describe, expect, it } from "vitest";
import { imageLinks, LANGUAGES, linkAt } from "../../../src/core/links/finding";

const spelt = (text: string, language: string) => imageLinks(text, language).map((link) => link.spellings[0]);

function holds(language: string, cases: readonly (readonly [text: string, ...found: string[]])[]): void {
  it.each(cases.map(([text, ...found]) => ({ text, found })))("finds $found in $text", ({ text, found }) => {
    expect(spelt(text, language)).toEqual(found);
    for (const link of imageLinks(text, language))
      expect(text.slice(link.start, link.end)).toBe(link.written);
  });
}

describe("Markdown", () => {
  holds("markdown", [
    ["![a mug](images/mug.png)", "images/mug.png"],
    ['![a mug](images/mug.png "The mug")', "images/mug.png"],
    ["![](<a b/c d.png>)", "a b/c d.png"],
    ["![](a%20b.png)", "a b.png"],
    ["![](a_(1).png)", "a_(1).png"],
    ["![](a\\_b.png)", "a_b.png"],
    ["![](\n  a.png)", "a.png"],
    ["[![](small.png)](large.png)", "small.png", "large.png"],
    ["![a][m]\n\n[m]: images/m.webp 'title'", "images/m.webp"],
    ["> [m]: <a b.png>", "a b.png"],
    ['<img src="a.png" alt="x > y">', "a.png"],
    ["<picture><source srcset='a.avif 1x, b.avif 2x'><img src=c.png></picture>", "a.avif", "b.avif", "c.png"],
    ["```{figure} fig/a.png\n:name: x\n```\n![](b.png)", "fig/a.png", "b.png"],
    ["![](a.png?raw=true#x)", "a.png"],
    ["![](&quot;a&amp;b.png)", '"a&b.png'],
    ["![](file:///home/me/a.png)", "file:///home/me/a.png"],
    ["- ```sh\n  ![](no.png)\n  ```\n- ![](a.png)", "a.png"],
    ["\\`![](a.png)`", "a.png"],
    ["![a][b](a.png)", "a.png"],
    ["![\\](x.png](a.png)", "a.png"],
  ]);

  it.each([
    "![](https://example.org/a.png)",
    "![](//example.org/a.png)",
    "![](data:image/png;base64,AAAA)",
    "```md\n![](a.png)\n```",
    "~~~\n![](a.png)\n```\n![](b.png)\n~~~",
    "```\n![](a.png)",
    "``![](a.png) ` ``",
    "<!-- ![](a.png) -->",
    "[text](page.md)",
    "[footnote]: page.md",
    '{{< figure src="a.png" >}}',
    "![]({{ site.base }}/a.png)",
    "![](<% x %>.png)",
    "",
  ])("leaves %j alone", (text) => {
    expect(imageLinks(text, "markdown")).toEqual([]);
  });

  it("takes a comment that nothing ends for one only at the beginning of a line", () => {
    expect(spelt("a <!-- ![](a.png)", "markdown")).toEqual(["a.png"]);
    expect(spelt("<!-- ![](a.png)", "markdown")).toEqual([]);
  });

  it("keeps a code span within its paragraph", () => {
    expect(spelt("a ` b\n\n![](a.png) ` c", "markdown")).toEqual(["a.png"]);
  });
});

describe("MDX, JavaScript and TypeScript", () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['import mug from "./mug.png";', "./mug.png"],
    ["import mug from './mug.svg?url';", "./mug.svg"],
    ["const a = require('../a.jpg')", "../a.jpg"],
    ["const a = await import('./a.webp')", "./a.webp"],
    ['new URL("./a.avif", import.meta.url)', "./a.avif"],
    ['<img src="/a.png" />', "/a.png"],
    ['<Image src={"/a.png"} />', "/a.png"],
    ["<img src={require('./a.png')} />", "./a.png"],
    ['<img src="a&amp;b.png" />', "a&b.png"],
    ['<video poster="p.jpg" />', "p.jpg"],
    ['import a from "@/assets/a.png"', "@/assets/a.png"],
  ];
  for (const language of ["mdx", "javascript", "javascriptreact", "typescript", "typescriptreact"]) {
    describe(language, () => holds(language, cases));
  }

  it("finds strings between backticks that nothing is put into", () => {
    expect(spelt("const a = await import(`./a.webp`)", "javascript")).toEqual(["./a.webp"]);
  });

  it("leaves code in MDX alone", () => {
    expect(imageLinks("```jsx\nimport a from './a.png'\n```", "mdx")).toEqual([]);
  });

  it.each([
    'const name = "mug.png";',
    'import a from "some-package/a.png"',
    '// import a from "./a.png"',
    ["const a = require(`./$", "{name}.png`)"].join(""),
    'src="https://example.org/a.png"',
  ])("leaves %j alone", (text) => {
    expect(imageLinks(text, "typescriptreact")).toEqual([]);
  });
});

describe("HTML, Vue and Svelte", () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['<img alt="" src="a.png">', "a.png"],
    ["<img\n  src = 'a.png'\n>", "a.png"],
    ['<link rel="icon" href="/favicon.ico">', "/favicon.ico"],
    ['<img srcset="a.png 320w,\n b.png 640w" src=a.png>', "a.png", "b.png", "a.png"],
    ['<video poster="p.jpg"></video>', "p.jpg"],
    ["<div style=\"background: url('a.png')\">", "a.png"],
    ["<style>body { background: url(b.png) }</style>", "b.png"],
    ['<svg><image xlink:href="a.png"/></svg>', "a.png"],
    ["<script>import a from './a.png'</script>", "./a.png"],
    ['<img src="a&amp;b.png">', "a&b.png"],
  ];
  for (const language of ["html", "vue", "svelte"]) describe(language, () => holds(language, cases));

  it("finds what is required in a bound attribute of Vue", () => {
    expect(spelt("<img :src=\"require('@/a.png')\">", "vue")).toEqual(["@/a.png"]);
  });

  it.each(["<!-- <img src='a.png'> -->", "<a href='page.html'>", "<script src='a.js'></script>"])(
    "leaves %j alone",
    (text) => expect(imageLinks(text, "html")).toEqual([]),
  );
});

describe("CSS, SCSS and Less", () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ["a { background: url(a.png) }", "a.png"],
    ["a { background: url( 'a b.png' ) }", "a b.png"],
    ['a { background: url("a.png"), URL(b.svg#x) }', "a.png", "b.svg"],
    ['a { background: image-set("a.png" 1x, "b.png" 2x) }', "a.png", "b.png"],
    ["a { background: url(a\\ b.png) }", "a b.png"],
    ["@font-face { src: url(a.woff2) } b { mask: url(a.svg) }", "a.svg"],
  ];
  for (const language of ["css", "scss", "less"]) describe(language, () => holds(language, cases));

  it("leaves comments and what is put together alone", () => {
    expect(imageLinks("/* url(a.png) */ a { b: url(#{$x}.png) }\n // url(c.png)", "scss")).toEqual([]);
    expect(imageLinks("a { b: url(data:image/png;base64,AA) }", "css")).toEqual([]);
  });
});

describe("LaTeX", () => {
  holds("latex", [
    ["\\includegraphics{a.png}", "a.png"],
    ["\\includegraphics*[width=.5\\linewidth, trim={0 0 1 1}]{fig/a}", "fig/a"],
    ["\\includegraphics [scale=2] { a.pdf }", "a.pdf"],
    ['\\includegraphics{"my file.png"}', "my file.png"],
    ["50\\% \\includegraphics{a.png}", "a.png"],
    ["\\includesvg{a}", "a"],
  ]);

  it("knows the folders of \\graphicspath and the endings that TeX tries", () => {
    const [link] = imageLinks("\\graphicspath{{fig/}{../img/}}\n\\includegraphics{a}", "latex");
    expect(link?.folders).toEqual(["fig/", "../img/"]);
    expect(link?.endings).toContain("png");
    expect(link?.fromAbove).toBe(true);
  });

  it.each([
    "% \\includegraphics{a.png}",
    "\\includegraphics{\\figures/a}",
    "\\includegraphics[width=1",
    "\\begin{verbatim}\\includegraphics{a}\\end{verbatim}",
    "\\includegraphicsx{a}",
  ])("leaves %j alone", (text) => expect(imageLinks(text, "latex")).toEqual([]));
});

describe("AsciiDoc, reStructuredText and Typst", () => {
  describe("asciidoc", () => {
    holds("asciidoc", [
      ["image::images/a.png[A mug,320]", "images/a.png"],
      ["See image:a b.png[] and image:b.svg[x].", "a b.png", "b.svg"],
    ]);
    it("knows the folder of images", () => {
      expect(imageLinks(":imagesdir: img\n\nimage::a.png[]", "asciidoc")[0]?.folders).toEqual(["img"]);
    });
    it("leaves code, comments and attributes alone", () => {
      const text =
        "----\nimage::a.png[]\n----\n// image::b.png[]\nimage::{dir}/c.png[]\nimage::https://x.org/d.png[]";
      expect(imageLinks(text, "asciidoc")).toEqual([]);
    });
  });
  describe("restructuredtext", () => {
    holds("restructuredtext", [
      [".. image:: images/a.png", "images/a.png"],
      ["   .. figure:: /img/a b.png\n      :alt: x", "/img/a b.png"],
      [".. |logo| image:: a.svg", "a.svg"],
      [".. image:: a.*", "a"],
    ]);
    it("leaves literal blocks alone, and finds what comes after", () => {
      const text =
        "So::\n\n   .. image:: a.png\n\n.. code-block:: rst\n\n   .. image:: b.png\n\n.. image:: c.png";
      expect(spelt(text, "restructuredtext")).toEqual(["c.png"]);
    });
  });
  describe("typst", () => {
    holds("typst", [
      ['#image("a.png")', "a.png"],
      ['#figure(image("/img/a b.svg", width: 80%), caption: [x])', "/img/a b.svg"],
      ['https://example.org #image("a\\"b.png")', 'a"b.png'],
    ]);
    it("leaves comments, raw text and what is put together alone", () => {
      const text =
        '// #image("a.png")\n```typ #image("b.png")``` /* image("c.png") */ #image(path + "d.png")';
      expect(imageLinks(text, "typst")).toEqual([]);
    });
  });
});

describe("any language", () => {
  it("finds nothing in those that it does not know", () => {
    expect(LANGUAGES).not.toContain("plaintext");
    expect(imageLinks("![](a.png)", "plaintext")).toEqual([]);
    expect(imageLinks("![](a.png)", "toString")).toEqual([]);
  });

  it("gives the link under the cursor, ends included, and none beside it", () => {
    const text = "x ![](a.png) y";
    expect(linkAt(text, "markdown", 6)?.written).toBe("a.png");
    expect(linkAt(text, "markdown", 11)?.written).toBe("a.png");
    expect(linkAt(text, "markdown", 5)).toBeNull();
    expect(linkAt(text, "markdown", 12)).toBeNull();
  });
});
