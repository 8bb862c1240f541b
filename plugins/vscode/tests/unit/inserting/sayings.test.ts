import { describe, expect, it } from "vitest";
import { absent, copied, type Done, inserted } from "../../../src/core/inserting/sayings";

const done = (copy: string | null, changes: Partial<Done> = {}): Done => ({
  name: copy?.replace(/.*\//, "") ?? "mug.jpg",
  copy,
  isNew: true,
  isPreview: false,
  ...changes,
});
const bare = (text: string): string => text.replace(/[\u2066-\u2069]/g, "");
const told = (...all: Done[]): string => bare(inserted(all, "guide.md"));

describe("what was inserted", () => {
  it("is told of one with its path", () => {
    expect(told(done("images/a.png"))).toBe("Inserted a.png into guide.md. Copied to images/a.png.");
    expect(told(done("images/a.png", { isNew: false }))).toBe(
      "Inserted a.png into guide.md. The same was there already: images/a.png.",
    );
    expect(told(done(null))).toBe("Inserted mug.jpg into guide.md.");
  });

  it("is told of several with their folder, once", () => {
    const three = ["a", "b", "c"].map((name) => done(`images/${name}.png`));
    expect(told(...three)).toBe("Inserted 3 pictures from images/ into guide.md.");
    expect(told(...three, done("images/d.png", { isNew: false }))).toBe(
      "Inserted 4 pictures from images/ into guide.md. There already: 1.",
    );
    expect(told(done("a.png"), done("b.png"))).toBe("Inserted 2 pictures into guide.md.");
    expect(told(done(null), done(null))).toBe("Inserted 2 pictures into guide.md.");
  });

  it("names no more than three folders", () => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => done(`${name}/x.png`)) as [
      Done,
      Done,
      Done,
      Done,
    ];
    expect(told(a, b)).toBe("Inserted 2 pictures from a/, b/ into guide.md.");
    expect(told(a, b, c, d)).toBe("Inserted 4 pictures from a/, b/, c/… into guide.md.");
  });
});

describe("what was copied", () => {
  const [a, b] = [done("images/a.png"), done("images/b.png")];
  const old = done("images/c.png", { isNew: false });

  it("is told with the folder, and with what was there", () => {
    expect(bare(copied([a, b]))).toBe("Copied 2 pictures to images/.");
    expect(bare(copied([a, b, old]))).toBe("Copied 2 pictures to images/. There already: 1.");
    expect(bare(copied([a, old]))).toBe("Copied a.png to images/a.png. There already: 1.");
    expect(bare(copied([old, old]))).toBe("There already: 2.");
    expect(bare(copied([old]))).toBe("c.png is there already: images/c.png.");
  });
});

describe("pictures that are not there", () => {
  const away = { name: "far.jpg", online: false, disk: "Trips" };
  const lost = { name: "lost.jpg", online: false, disk: null };
  // Its disk went after the search.
  const went = { name: "near.jpg", online: true, disk: null };

  it.each([
    [[away], "far.jpg lies on the disk Trips, which is not there."],
    [[lost], "lost.jpg was not found."],
    [[went], "near.jpg lies on a disk that is not there."],
    [[away, away], "2 of the pictures lie on disks that are not there."],
    [[lost, lost], "2 of the pictures were not found."],
    [[away, lost], "2 of the pictures cannot be opened now."],
  ])("are told with what keeps them: %j", (pictures, sentence) => {
    expect(bare(absent(pictures))).toBe(sentence);
  });
});
