// biome-ignore-all lint/suspicious/noTemplateCurlyInString: settings are written with such variables.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alternativeTexts, cleanText, readableName } from "../../../src/core/inserting/alternatives";
import { fitted, renditionFor } from "../../../src/core/inserting/formats";
import {
  cleanName,
  endingFor,
  type NameFacts,
  nameByTemplate,
  numbered,
} from "../../../src/core/inserting/names";

describe("names that say something", () => {
  it.each([
    ["mug-red-front.jpg", "Mug red front"],
    ["sunset_over_lake_2023-05-01.png", "Sunset over lake"],
    ["LoginScreen@2x.png", "Login Screen"],
    ["hero-1920x1080.webp", "Hero"],
    ["photo of a cat (2).jpeg", "Photo of a cat"],
    ["Straße bei Nacht.jpg", "Straße bei Nacht"],
    ["図解 猫.png", "図解 猫"],
    ["diagram.final.v2.png", "Diagram"],
    ["NASA logo.svg", "NASA logo"],
  ])("%s: %s", (name, expected) => {
    expect(readableName(name)).toBe(expected);
  });

  it.each([
    "IMG_2034.JPG",
    "DSC00012.jpg",
    "DSCF1234.RAF",
    "PXL_20230501_101010123.jpg",
    "IMG-20230501-WA0001.jpg",
    "Screenshot 2024-01-01 at 10.10.10.png",
    "Bildschirmfoto 2024-01-01.png",
    "image.png",
    "image (3).png",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301.png",
    "9f86d081884c7d65.jpg",
    "20230501_101010.jpg",
    "12345.png",
    "untitled.png",
    "x.png",
    "",
    "....",
  ])("%s says nothing", (name) => {
    expect(readableName(name)).toBeNull();
  });
});

describe("alternative texts", () => {
  const known = { caption: null, letters: [], fileName: "IMG_1.jpg", words: "" };

  it("come in the order of their worth, each once", () => {
    expect(
      alternativeTexts({
        caption: "A red mug on a table",
        letters: ["HELLO", "WORLD"],
        fileName: "red-mug.jpg",
        words: "Red mug",
      }),
    ).toEqual(["A red mug on a table", "HELLO WORLD", "Red mug"]);
  });

  it("has the letters of a page last", () => {
    const letters = Array.from({ length: 40 }, (_, line) => `line number ${line}`);
    const texts = alternativeTexts({ ...known, letters, fileName: "invoice.png", words: "bill" });
    expect(texts.slice(0, 2)).toEqual(["Invoice", "bill"]);
    expect(texts[2]).toMatch(/^line number 0 line number 1 .*…$/);
  });

  it("is nothing where nothing is known", () => {
    expect(alternativeTexts(known)).toEqual([]);
    expect(alternativeTexts({ ...known, letters: ["42", "-"] })).toEqual([]);
  });

  it("what is selected is the best", () => {
    expect(alternativeTexts({ ...known, caption: "A mug", selected: "my cup" })[0]).toBe("my cup");
  });

  it("is one clean line of at most 125 characters, whatever it is made of", () => {
    const anything = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(anything, fc.array(anything), anything, anything, (caption, letters, fileName, words) => {
        for (const text of alternativeTexts({ caption, letters, fileName, words })) {
          expect(text).toBe(cleanText(text));
          expect(text.length).toBeLessThanOrEqual(125);
          expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|^\s|\s$|^$/u);
          expect(text).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });
});

const FACTS: NameFacts = {
  name: "mug.PNG",
  extension: "webp",
  words: " Red  mug ",
  date: new Date("2026-11-28T12:00:00Z"),
  hash: "0123456789abcdef",
  width: 640,
  height: 480,
  documentBaseName: "guide",
};

describe("names of copies", () => {
  it.each([
    ["${fileName}", "mug.webp"],
    ["", "mug.webp"],
    ["${fileName}.${fileExtName}", "mug.webp"],
    ["${words}", "red-mug.webp"],
    ["${documentBaseName}-${hash}-${width}x${height}", "guide-01234567-640x480.webp"],
    ["${date} ${fileName}", "2026-11-28 mug.webp"],
    ["../../${fileName}", "-..-mug.webp"],
    ["${fileName/u/o/}", "mog.webp"],
  ])("%s: %s", (template, expected) => {
    expect(nameByTemplate(template, FACTS)).toBe(expected);
  });

  it("is one part of a path that every file system takes, whatever goes in", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom("..", ".", "CON", "nul.txt", "com1", "a.", "a ", "LPT¹", "../../etc/passwd", "C:\\x"),
    );
    fc.assert(
      fc.property(anything, anything, (base, words) => {
        for (const name of [
          cleanName(base, "png"),
          nameByTemplate("${fileName}${words}", { ...FACTS, name: base, words }),
        ]) {
          expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}]|^[.\s]|[.\s]$/u);
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
          expect(name).toMatch(/.\.(?:png|webp)$/);
        }
      }),
    );
  });

  it("has the ending that is right for what is in the file", () => {
    expect(endingFor("a.JPEG", "image/jpeg")).toBe("JPEG");
    expect(endingFor("a.png", "image/jpeg")).toBe("jpg");
    expect(endingFor("a", "image/avif")).toBe("avif");
    expect(endingFor("a.cr2", "image/x-canon-cr2")).toBe("cr2");
    expect(endingFor("a", "image/unheard-of")).toBe("img");
  });

  it("is numbered before its ending", () => {
    expect([0, 1, 2].map((tries) => numbered("a.b.png", tries))).toEqual([
      "a.b.png",
      "a.b-1.png",
      "a.b-2.png",
    ]);
    expect(numbered("noending", 1)).toBe("noending-1");
  });
});

describe("renditions", () => {
  const jpeg = { media_type: "image/jpeg", width: 4000, height: 3000 };
  const form = { format: "original", longSide: 0, quality: 82 } as const;

  it("asks for the file itself where nothing is to be changed", () => {
    expect(renditionFor(jpeg, form)).toBeNull();
    expect(renditionFor(jpeg, { ...form, format: "jpeg" })).toBeNull();
    expect(renditionFor(jpeg, { ...form, longSide: 4000 })).toBeNull();
  });

  it("keeps the format where only the size changes, and takes PNG for one that cannot be written", () => {
    expect(renditionFor(jpeg, { ...form, longSide: 800 })).toEqual({
      format: "jpeg",
      longSide: 800,
      quality: 82,
    });
    expect(renditionFor({ ...jpeg, media_type: "image/tiff" }, { ...form, longSide: 800 })).toEqual({
      format: "png",
      longSide: 800,
    });
    expect(renditionFor(jpeg, { ...form, format: "webp" })).toEqual({ format: "webp", quality: 82 });
  });

  it("fits without enlarging", () => {
    expect(fitted(jpeg, 800)).toEqual({ width: 800, height: 600 });
    expect(fitted({ width: 10_000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
    expect(fitted(jpeg, undefined)).toEqual({ width: 4000, height: 3000 });
    expect(fitted(jpeg, 9000)).toEqual({ width: 4000, height: 3000 });
  });
});
