import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UseCensus } from "../../../src/core/links/census";
import { DOCUMENTS, IMAGES, languageOf, leftOut, TEXTS } from "../../../src/core/links/documents";
import { mediaTypeOf } from "../../../src/core/links/endings";
import { LANGUAGES } from "../../../src/core/links/finding";
import { folded, MentionedNames } from "../../../src/core/links/mentions";
import { Pace } from "../../../src/core/links/pace";
import { howFar } from "../../../src/core/links/time_left";

async function unused(
  images: readonly string[],
  texts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const census = new UseCensus(images);
  for (const [document, text] of Object.entries(texts)) {
    const file = { document, root: "/w", language: languageOf(document), text };
    expect(await census.read(file, new Pace(() => false))).toBe(true);
  }
  return census.unused();
}

/** Give the names that are found in a text, and how often whoever reads could have taken a break. */
function named(names: readonly string[], text: string): { found: ReadonlySet<string>; breaks: number } {
  const all = [...new MentionedNames(names).namesIn(text)];
  const found = all.filter((name) => name !== null);
  return { found: new Set(found), breaks: all.length - found.length };
}

describe("an image is unused", () => {
  it("where no text links or names it", async () => {
    expect(await unused(["/w/a.png", "/w/b.png"], { "/w/x.md": "![](a.png)" })).toEqual(["/w/b.png"]);
  });

  it("where another of the same name is linked", async () => {
    expect(await unused(["/w/a/logo.png", "/w/b/logo.png"], { "/w/x.md": "![](a/logo.png)" })).toEqual([
      "/w/b/logo.png",
    ]);
  });

  it("where its name is only the end of another", async () => {
    expect(
      await unused(["/w/logo.png"], { "/w/x.json": '["biglogo.png", "big-logo.png", "logo.pngx"]' }),
    ).toEqual(["/w/logo.png"]);
  });
});

describe("an image is used", () => {
  it.each([
    ["by a link whose letters differ in size", { "/w/x.md": "![](IMG/A.PNG)" }],
    ["by a page that serves it from another folder", { "/w/x.html": '<img src="/img/a.png">' }],
    ["by its name in data", { "/w/x.json": '{"icon": "a.png"}' }],
    ["by its name in code", { "/w/x.py": "open(folder / 'a.png')" }],
    ["by its name with percents", { "/w/x.txt": "see img/%61.png" }],
    ["by its name in a link that leads nowhere", { "/w/x.md": "![](elsewhere/a.png)" }],
    ["by its name in a comment", { "/w/x.md": "<!-- ![](a.png) -->" }],
    ["by TeX, which adds the ending", { "/w/x.tex": "\\graphicspath{{img/}}\\includegraphics{a}" }],
  ])("%s", async (_how, texts: Record<string, string>) => {
    expect(await unused(["/w/img/a.png"], texts)).toEqual([]);
    expect(await unused(["/w/img/z.png"], texts)).toEqual(["/w/img/z.png"]);
  });

  it("as the larger one for finer screens", async () => {
    expect(await unused(["/w/a.png", "/w/a@2x.png", "/w/b@2x.png"], { "/w/x.md": "![](a.png)" })).toEqual([
      "/w/b@2x.png",
    ]);
  });

  it("with a name of several words, and accents stored in the other way", async () => {
    const name = "mein schöner krug.png";
    expect(
      await unused([`/w/${name.normalize("NFD")}`], { "/w/x.yml": `cover: ${name.normalize("NFC")}` }),
    ).toEqual([]);
  });
});

describe("names in texts", () => {
  it("are found wherever they stand alone, and only those", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9 ]{1,12}\.(?:png|jpg)$/), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(names, fc.constantFrom('"', "/", "(", "\n", "=", "|"), (all, mark) => {
        const [wanted, ...others] = all;
        if (wanted === undefined) return;
        const text = `x ${mark}${wanted}${mark} y`;
        const { found } = named(all, text);
        expect(found.has(wanted)).toBe(true);
        for (const other of others)
          expect(found.has(other)).toBe(wanted.endsWith(other) && wanted.at(-other.length - 1) === " ");
      }),
    );
  });

  it("cost no more where there are names of hundreds of lengths", () => {
    const lengths = Array.from({ length: 240 }, (_, length) => `${"x".repeat(length + 1)}.png`);
    const text = ".png".repeat(32_768);
    const one = named(["x.png"], text);
    const many = named(lengths, text);
    expect(many.found.size).toBe(0);
    expect(many.breaks).toBe(one.breaks);
    expect(many.breaks).toBeGreaterThan(10);
  });

  it("are looked for no further back than a name goes", () => {
    const longest = `${".png".repeat(50)}`;
    const { breaks } = named([longest], ".png".repeat(10_000));
    expect(breaks).toBeLessThanOrEqual(Math.ceil((10_000 * longest.length) / 8_192));
  });

  it("no names are found where there are none to look for", () => {
    expect(named([], "a.png").found.size).toBe(0);
    expect(folded("Ä.PNG")).toBe("ä.png");
  });
});

describe("a text that somebody made to hold the editor up", () => {
  const hostile = { document: "/w/x.txt", root: "/w", language: null, text: ".png".repeat(1_000_000) };

  it("is read no further once it is cancelled, and what it names counts as far as it was read", async () => {
    let asked = 0;
    const census = new UseCensus(["/w/a.png", "/w/z.png"]);
    const text = `a.png ${hostile.text} z.png`;
    expect(await census.read({ ...hostile, text }, new Pace(() => ++asked > 3))).toBe(false);
    expect(asked).toBe(4);
    expect(census.unused()).toEqual(["/w/z.png"]);
  });

  it("is read for so long at most, without the time of others", async () => {
    let now = 0;
    const pace = new Pace(
      () => false,
      () => now,
    );
    for (let turn = 0; turn < 100; turn += 1) {
      now += 20;
      const others = setImmediate(() => {
        now += 5_000;
      });
      expect(await pace.goesOn()).toBe(true);
      clearImmediate(others);
    }
    now += 1;
    expect(await pace.goesOn()).toBe(false);
  });

  it("lets others have their turn", async () => {
    let turns = 0;
    let isRead = false;
    const count = (): void => {
      turns += 1;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    let now = 0;
    // Each look at the clock is 21 milliseconds after the one before.
    const pace = new Pace(
      () => turns >= 20,
      () => (now += 21),
    );
    expect(await new UseCensus(["/w/a.png"]).read(hostile, pace)).toBe(false);
    isRead = true;
    expect(turns).toBeGreaterThanOrEqual(20);
  });
});

describe("which files are read", () => {
  it("a document's language is one whose links are known", () => {
    for (const ending of DOCUMENTS.slice(6, -1).split(","))
      expect(LANGUAGES).toContain(languageOf(`x.${ending}`));
    expect(languageOf("/w/a.json")).toBeNull();
    expect(languageOf("/w/constructor")).toBeNull();
  });

  it("documents are texts, and images are neither", () => {
    const texts = new Set(TEXTS.slice(6, -1).split(","));
    for (const ending of DOCUMENTS.slice(6, -1).split(",")) expect(texts).toContain(ending);
    for (const ending of IMAGES.slice(6, -1).split(","))
      expect(texts.has(ending)).toBe(ending.toLowerCase() === "svg");
  });

  it("what the person leaves out of searches is left out", () => {
    const glob = leftOut({ "**/generated": true, "**/kept": false, "**/*.{a,b}": true });
    expect(glob).toContain("**/generated");
    expect(glob).toContain("**/node_modules/**");
    expect(glob).not.toContain("kept");
    expect(glob.match(/[{}]/g)).toEqual(["{", "}"]);
  });

  it("a drawing in vectors cannot be searched with, a photograph can", () => {
    expect(mediaTypeOf("/w/A.JPG")).toBe("image/jpeg");
    expect(mediaTypeOf("/w/a.svg")).toBeNull();
    expect(mediaTypeOf("/w/png")).toBeNull();
    expect(mediaTypeOf("/w/a.constructor")).toBeNull();
  });
});

describe("how far a run is", () => {
  it("is told without a guess at first, then with the time left", () => {
    expect(howFar(0, 100, 5000)).toBe("0 of 100");
    expect(howFar(10, 100, 1000)).toBe("10 of 100");
    expect(howFar(50, 100, 3000)).toBe("50 of 100, about 3 s left");
    expect(howFar(1, 100, 3000)).toBe("1 of 100, about 5 min left");
    expect(howFar(100, 100, 3000)).toBe("100 of 100");
  });
});
