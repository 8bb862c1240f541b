import { describe, expect, it } from "vitest";
import { languageOpen } from "../../../src/core/links/documents";
import { imageLinks } from "../../../src/core/links/finding";
import { wordsOfName } from "../../../src/core/links/wanted";

describe("the language of a document that is open", () => {
  it.each([
    ["/w/a.vue", "vue"],
    ["/w/a.mdx", "mdx"],
    ["/w/a.svelte", "svelte"],
    ["/w/a.astro", "astro"],
    ["/w/a.ADOC", "asciidoc"],
    ["/w/a.typ", "typst"],
    ["/w/a.rst", "restructuredtext"],
    ["/w/a.tex", "latex"],
    ["/w/a.txt", "plaintext"],
    ["Untitled-1", "plaintext"],
  ])("is told by the ending of %s where the editor has no extension for it", (path, language) => {
    expect(languageOpen("plaintext", path)).toBe(language);
  });

  it("is the editor's own where it knows one", () => {
    expect(languageOpen("html", "/w/a.vue")).toBe("html");
  });

  it("is one whose links are found", () => {
    expect(imageLinks("![a](b.png)", languageOpen("plaintext", "/w/a.mdx"))).toHaveLength(1);
    expect(imageLinks("![a](b.png)", "plaintext")).toEqual([]);
  });
});

describe("the words for a file that is missing", () => {
  it.each([
    ["gone.png", "Gone"],
    ["red-mug_front@2x.png", "Red mug front"],
    ["IMG_2034.JPG", "IMG_2034"],
    [".png", ".png"],
    ["mug", "Mug"],
  ])("of %s are %s", (name, words) => {
    expect(wordsOfName(name)).toBe(words);
  });
});
