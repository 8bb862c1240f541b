// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets and settings are written with such variables.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { destinationOf } from "../../../src/core/inserting/destinations";
import { matchesGlob } from "../../../src/core/inserting/globs";
import {
  isIgnored,
  isImport,
  isWithin,
  normalise,
  relativePath,
  servedByDefault,
  servedFolder,
} from "../../../src/core/inserting/paths";
import { moveAlong } from "../../../src/core/inserting/tracking";
import { expand } from "../../../src/core/inserting/variables";

const NOW = new Date("2026-11-28T12:00:00.000Z");
const GUIDE = {
  languageId: "markdown",
  path: "/w/site/docs/guide.md",
  workspaceFolder: "/w/site",
  roots: ["/w/site"],
};
const to = (destination: string, document = GUIDE, name = "mug.png"): string => {
  const found = destinationOf(document, name, { own: { "**": destination }, markdown: {} }, NOW);
  return `${found.folder === "/" ? "" : found.folder}/${found.name}`;
};

describe("globs", () => {
  it.each([
    ["/w/docs/a.md", "*.md", true],
    ["/w/docs/a.md", "**", true],
    ["/w/docs/a.md", "docs/**", true],
    ["/w/docs/a.md", "docs/*.md", true],
    ["/w/docs/b/a.md", "docs/*.md", false],
    ["/w/docs/b/a.md", "docs/**/*.md", true],
    ["/w/docs/a.md", "docs/**/*.md", true],
    ["/w/docs/a.md", "**/*.{md,mdx}", true],
    ["/w/docs/a.txt", "**/*.{md,mdx}", false],
    ["/w/docs/a.md", "/docs/*.md", true],
    ["/w/x/docs/a.md", "/docs/*.md", false],
    ["/w/docs/a.md", "[a-c].md", true],
    ["/w/docs/a.md", "[!a-c].md", false],
    ["/w/docs/ab.md", "?.md", false],
    ["/w/docs/.hidden/a.md", "**/*.md", true],
    ["/w/docs/a+b.md", "a+b.md", true],
    ["/w/docs/aab.md", "a+b.md", false],
    ["/w/docs/a.md", "[z-a].md", false],
    ["/w/docs/xa.md", "a.md", false],
  ])("%s and %s: %s", (path, glob, expected) => {
    expect(matchesGlob(path, glob, ["/w"])).toBe(expected);
  });

  it("take any text without failing, and a path matches itself", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (path, glob) => typeof matchesGlob(path, glob, ["/w"]) === "boolean",
      ),
    );
    const part = fc.stringMatching(/^[a-z.+()$^|]{1,8}$/).filter((name) => !/^\.+$/.test(name));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) =>
        matchesGlob(`/w/${parts.join("/")}`, parts.join("/"), []),
      ),
    );
  });
});

describe("where copies go", () => {
  it.each([
    ["images/", "/w/site/docs/images/mug.png"],
    ["", "/w/site/docs/mug.png"],
    ["/", "/w/site/mug.png"],
    ["/assets/", "/w/site/assets/mug.png"],
    ["../pictures/${fileName}", "/w/site/pictures/mug.png"],
    ["${documentDirName}/${documentBaseName}/", "/w/site/docs/guide/mug.png"],
    ["/assets/${documentRelativeDirName}/", "/w/site/assets/docs/mug.png"],
    ["${documentWorkspaceFolder}/i/${fileName}", "/w/site/i/mug.png"],
    ["${documentBaseName}-${unixTime}.${fileExtName}", "/w/site/docs/guide-1795867200000.png"],
    ["${fileName/(.*)\\.png/$1-x.png/}", "/w/site/docs/mug-x.png"],
    ["${fileName/G/u/i}", "/w/site/docs/muu.png"],
    ["${documentRelativeDirName/docs\\/?//}x/", "/w/site/docs/x/mug.png"],
    ["${isoTime}.png", "/w/site/docs/2026-11-28T12-00-00.000Z.png"],
    ["\\${fileName}/", "/w/site/docs/${fileName}/mug.png"],
    ["${nobody}/", "/w/site/docs/${nobody}/mug.png"],
  ])("%s", (destination, expected) => {
    expect(to(destination)).toBe(expected);
  });

  it("is beside the document where nothing is set, and Markdown's setting is for Markdown", () => {
    const settings = { own: {}, markdown: { "**": "/a/" } };
    expect(destinationOf(GUIDE, "m.png", settings, NOW).folder).toBe("/w/site/a");
    expect(destinationOf({ ...GUIDE, languageId: "css" }, "m.png", settings, NOW).folder).toBe(
      "/w/site/docs/images",
    );
    expect(destinationOf(GUIDE, "m.png", { ...settings, own: { "*.md": "/b/" } }, NOW).folder).toBe(
      "/w/site/b",
    );
    expect(destinationOf(GUIDE, "m.png", { ...settings, own: { "*.css": "/b/" } }, NOW).folder).toBe(
      "/w/site/a",
    );
  });

  it("is what the site serves where nothing is set, and the folder beside the document without a site", () => {
    const page = { ...GUIDE, languageId: "typescriptreact", path: "/w/site/src/page.tsx" };
    const none = { own: {}, markdown: {} };
    const served = { ...page, served: "/w/site/public" };
    expect(destinationOf(served, "m.png", none, NOW)).toEqual({
      folder: "/w/site/public/images",
      name: "m.png",
    });
    expect(destinationOf(page, "m.png", none, NOW).folder).toBe("/w/site/src/images");
    expect(destinationOf(served, "m.png", { own: { "**": "pics/" }, markdown: {} }, NOW).folder).toBe(
      "/w/site/src/pics",
    );
  });

  it("is the document's own folder where no workspace holds it", () => {
    expect(to("/x/", { ...GUIDE, workspaceFolder: null } as unknown as typeof GUIDE)).toBe(
      "/w/site/docs/x/mug.png",
    );
  });
});

describe("variables", () => {
  it("come out as they are, whatever is in them", () => {
    fc.assert(fc.property(fc.string(), (value) => expand("a${x}b", { x: value }) === `a${value}b`));
    fc.assert(fc.property(fc.string(), (template) => typeof expand(template, { x: "y" }) === "string"));
  });
});

describe("paths", () => {
  const part = fc.stringMatching(/^[a-z ]{1,5}$/);
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join("/")}`);

  it("a relative path leads to the file", () => {
    fc.assert(
      fc.property(path, path, (folder, file) => {
        expect(normalise(`${folder}/${relativePath(folder, file)}`)).toBe(file);
      }),
    );
  });

  it("knows the drives of Windows, in either case", () => {
    expect(relativePath("/c:/w/docs", "/C:/w/a.png")).toBe("../a.png");
    expect(relativePath("/c:/w", "/d:/a.png")).toBeNull();
    expect(isWithin("/C:/w/a", "/c:/w")).toBe(true);
    expect(isWithin("/c:/wa", "/c:/w")).toBe(false);
  });

  it("knows what a site serves from its root", () => {
    expect(servedFolder("vue", "/w/app/public/a/b.png", "/w")).toBe("/w/app/public");
    expect(servedFolder("svelte", "/w/static/b.png", "/w")).toBe("/w/static");
    expect(servedFolder("markdown", "/w/public/b.png", "/w")).toBeNull();
    expect(servedFolder("vue", "/w/public", "/w")).toBeNull();
  });
});

describe("what a site serves", () => {
  it("goes by the language: what is bundled with its text stays beside it", () => {
    expect(
      ["typescriptreact", "vue", "html", "svelte", "mdx", "markdown", "css", "constructor"].map(
        servedByDefault,
      ),
    ).toEqual(["public", "public", "public", "static", null, null, null, null]);
  });

  it.each([
    ["dist\n/public/\n", true],
    ["public", true],
    ["public/*\r\n", true],
    ["public/uploads\n#public", false],
    ["!public", false],
    ["", false],
  ])("is made by a program where %j leaves it out", (rules, expected) => {
    expect(isIgnored("public", rules)).toBe(expected);
  });

  it.each([
    ['import mug from "', true],
    ["import '", true],
    ["const a = require('./", true],
    ["const a = await import(`", true],
    ['new URL("', true],
    ['const a = <img src="', false],
    ['import a from "a";\nconst b = "', false],
    ['import a from "a"; load("', false],
    ["", false],
  ])("is no place for what code imports: %j", (before, expected) => {
    expect(isImport(before)).toBe(expected);
  });
});

describe("a place in a text that changes", () => {
  const apply = (
    text: string,
    changes: readonly { offset: number; length: number; text: string }[],
  ): string =>
    [...changes]
      .sort((one, other) => other.offset - one.offset)
      .reduce(
        (now, { offset, length, text: put }) => now.slice(0, offset) + put + now.slice(offset + length),
        text,
      );

  it("stays at the same text, whatever changes elsewhere", () => {
    const piece = fc.stringMatching(/^[a-z]{0,6}$/);
    fc.assert(
      fc.property(
        piece,
        piece,
        fc.array(fc.tuple(fc.nat(5), fc.nat(3), piece), { maxLength: 3 }),
        (above, below, edits) => {
          const text = `${above}#${below}`;
          const mark = above.length;
          let free = 0;
          const changes = edits.flatMap(([skip, length, put]) => {
            const offset = free + skip;
            const end = Math.min(offset + length, text.length);
            free = end + 1;
            if (offset > text.length || (offset <= mark && end > mark)) return [];
            return [{ offset, length: end - offset, text: put }];
          });
          const changed = apply(text, changes);
          expect(moveAlong({ start: mark, end: mark + 1 }, changes).start).toBe(changed.indexOf("#"));
        },
      ),
    );
  });
});
