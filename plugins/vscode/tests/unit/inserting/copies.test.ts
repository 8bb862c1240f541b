import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Shelf, shelve } from "../../../src/core/inserting/copies";
import { sameNameKey } from "../../../src/core/inserting/names";

const hash = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder in memory that takes names of other cases for the same, as Windows and macOS do. */
class MemoryShelf implements Shelf {
  readonly files = new Map<string, string>();
  read_ = 0;

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.files.set(name, text);
  }

  async names(): Promise<readonly string[]> {
    return [...this.files.keys()];
  }

  async size(name: string): Promise<number | null> {
    const text = this.files.get(name);
    return text === undefined ? null : bytes(text).length;
  }

  async read(name: string): Promise<Uint8Array> {
    this.read_ += 1;
    return bytes(this.files.get(name) ?? "");
  }

  async add(name: string, content: Uint8Array): Promise<boolean> {
    if ([...this.files.keys()].some((taken) => sameNameKey(taken) === sameNameKey(name))) return false;
    this.files.set(name, new TextDecoder().decode(content));
    return true;
  }
}

const put = (shelf: Shelf, name: string, text: string) => shelve(shelf, name, bytes(text), hash);

describe("copies in a folder", () => {
  it("get a number where the name is taken, in whatever case", async () => {
    const shelf = new MemoryShelf({ "MUG.png": "a", "mug-1.png": "b" });
    expect(await put(shelf, "mug.png", "c")).toEqual({ name: "mug-2.png", isNew: true });
    expect(shelf.files.get("MUG.png")).toBe("a");
  });

  it("are found again by their content, under another name and another way to write the ending", async () => {
    const shelf = new MemoryShelf({ "other.JPEG": "same" });
    expect(await put(shelf, "mug.jpg", "same")).toEqual({ name: "other.JPEG", isNew: false });
    expect(shelf.files.size).toBe(1);
  });

  it("are not read where their size says that they differ", async () => {
    const shelf = new MemoryShelf({ "a.png": "long text", "b.png": "another" });
    await put(shelf, "mug.png", "x");
    expect(shelf.read_).toBe(0);
  });

  it("takes the next name where somebody else was quicker", async () => {
    class Contended extends MemoryShelf {
      override async names(): Promise<readonly string[]> {
        const names = await super.names();
        this.files.set("mug.png", "somebody else's");
        return names;
      }
    }
    const shelf = new Contended();
    expect(await put(shelf, "mug.png", "mine")).toEqual({ name: "mug-1.png", isNew: true });
    expect(shelf.files.get("mug.png")).toBe("somebody else's");
  });

  it("nothing that lies there is ever changed, and no content lies there twice", async () => {
    const name = fc.constantFrom("a.png", "A.png", "a-1.png", "b.jpg", "b.jpeg");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, fc.constantFrom("", "x", "y", "zz"))), async (wishes) => {
        const shelf = new MemoryShelf();
        for (const [wanted, text] of wishes) {
          const before = new Map(shelf.files);
          const { name: found, isNew } = await put(shelf, wanted, text);
          expect(shelf.files.get(found)).toBe(text);
          expect(shelf.files.size).toBe(before.size + Number(isNew));
          for (const [kept, content] of before) expect(shelf.files.get(kept)).toBe(content);
        }
        const pngs = [...shelf.files].filter(([file]) => /\.png$/i.test(file)).map(([, text]) => text);
        expect(new Set(pngs).size).toBe(pngs.length);
      }),
    );
  });
});
