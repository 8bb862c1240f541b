import { describe, expect, it } from "vitest";
import { imageLinks } from "../../../src/core/links/finding";
import { candidates, folderOf } from "../../../src/core/links/resolving";

const PLACE = { document: "/w/docs/guide/a.md", root: "/w" };

function paths(text: string, language: string, place: { document: string; root: string | null } = PLACE) {
  const [link] = imageLinks(text, language);
  return link === undefined ? [] : candidates(link, place);
}

describe("where a link leads", () => {
  it("a path goes from the document on", () => {
    expect(paths("![](img/a.png)", "markdown")).toEqual(["/w/docs/guide/img/a.png"]);
    expect(paths("![](../a.png)", "markdown")).toEqual(["/w/docs/a.png"]);
    expect(paths("![](./x/./a.png)", "markdown")).toEqual(["/w/docs/guide/x/a.png"]);
  });

  it("percents are taken as such only after what they stand for", () => {
    expect(paths("![](a%20b.png)", "markdown")).toEqual(["/w/docs/guide/a b.png", "/w/docs/guide/a%20b.png"]);
    expect(paths("![](100%.png)", "markdown")).toEqual(["/w/docs/guide/100%.png"]);
  });

  it("what is above everything leads nowhere", () => {
    expect(paths("![](../../../../../a.png)", "markdown")).toEqual([]);
  });

  it("what Windows would ask another computer for leads nowhere", () => {
    const found = paths("![](/\\evil\\share\\a.png)", "markdown");
    expect(found.filter((path) => path.startsWith("/\\"))).toEqual([]);
    expect(found).toContain("/w/\\evil\\share\\a.png");
  });

  it("a slash stands for the workspace folder, then for what builders serve, then for the disk", () => {
    const found = paths("![](/img/a.png)", "markdown");
    expect(found[0]).toBe("/w/img/a.png");
    expect(found).toContain("/w/public/img/a.png");
    expect(found).toContain("/w/docs/static/img/a.png");
    expect(found.at(-1)).toBe("/img/a.png");
  });

  it("without a workspace folder a slash stands for the disk", () => {
    expect(paths("![](/img/a.png)", "markdown", { document: "/x/a.md", root: null }).at(-1)).toBe(
      "/img/a.png",
    );
  });

  it("drives and addresses of files are whole", () => {
    expect(paths("![](file:///C:/p/a.png)", "markdown")).toEqual(["/c:/p/a.png"]);
    expect(paths('<img src="C:/p/a.png">', "html")).toEqual(["/c:/p/a.png"]);
    expect(paths("![](file:///p/a%20b.png)", "markdown")[0]).toBe("/p/a b.png");
  });

  it("the short names of builders stand for their folders, from the nearest on", () => {
    expect(paths('import a from "@/a.png"', "vue")).toEqual([
      "/w/docs/guide/src/a.png",
      "/w/docs/guide/a.png",
      "/w/docs/src/a.png",
      "/w/docs/a.png",
      "/w/src/a.png",
      "/w/a.png",
    ]);
    expect(paths("import a from '$lib/a.png'", "svelte").at(-1)).toBe("/w/src/lib/a.png");
    expect(paths("![](@site/static/a.png)", "markdown")).toContain("/w/static/a.png");
  });

  it("TeX looks in its folders, with its endings, and from the main document on", () => {
    const found = paths("\\graphicspath{{fig/}}\\includegraphics{a}", "latex");
    expect(found[0]).toBe("/w/docs/guide/fig/a");
    expect(found).toContain("/w/docs/guide/fig/a.png");
    expect(found).toContain("/w/fig/a.pdf");
    expect(found).toContain("/w/a.jpg");
  });

  it("AsciiDoc looks in the folder of images first", () => {
    expect(paths(":imagesdir: ../img\n\nimage::a.png[]", "asciidoc")).toEqual([
      "/w/docs/img/a.png",
      "/w/docs/guide/a.png",
    ]);
  });

  it("a document outside of the workspace folder does not look upwards", () => {
    expect(paths("\\includegraphics{a.png}", "latex", { document: "/other/x/a.tex", root: "/w" })).toEqual([
      "/other/x/a.png",
    ]);
    expect(paths("\\includegraphics{a.png}", "latex", { document: "/ww/x/a.tex", root: "/w" })).toEqual([
      "/ww/x/a.png",
    ]);
  });

  it("the folder of a path is what stands before its last slash", () => {
    expect(folderOf("/a/b.md")).toBe("/a");
    expect(folderOf("/b.md")).toBe("/");
  });
});
