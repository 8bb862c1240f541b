import { imageLinks } from "./finding";
import { folded, MentionedNames } from "./mentions";
import type { Pace } from "./pace";
import { candidates, type Place } from "./resolving";
import { blanked } from "./scanning";

/** A text of the workspace; without a language only names count in it. */
export interface TextFile extends Place {
  readonly language: string | null;
  readonly text: string;
}

/**
 * Find out which images no text uses, text by text.
 *
 * In doubt an image is used: a file that any of a link's paths leads to counts, and so does one whose name stands anywhere
 * outside of the links that lead to a file. Letters' size makes no difference.
 */
export class UseCensus {
  readonly #unused: Set<string>;
  readonly #byPath = new Map<string, string[]>();
  readonly #byName = new Map<string, string[]>();
  readonly #names: MentionedNames;

  constructor(images: readonly string[]) {
    this.#unused = new Set(images);
    for (const image of images) {
      for (const path of new Set([folded(image), withoutDensity(folded(image))])) {
        append(this.#byPath, path, image);
        append(this.#byName, path.slice(path.lastIndexOf("/") + 1), image);
      }
    }
    this.#names = new MentionedNames([...this.#byName.keys()]);
  }

  /** Count what a text uses; gives whether it was read wholly. */
  async read(file: TextFile, pace: Pace): Promise<boolean> {
    const links = file.language === null ? [] : imageLinks(file.text, file.language);
    const leading = links.filter((link) => {
      const used = candidates(link, file).flatMap((path) => this.#byPath.get(folded(path)) ?? []);
      for (const image of used) this.#unused.delete(image);
      return used.length > 0;
    });
    if (!(await pace.goesOn())) return false;
    for (const name of this.#names.namesIn(blanked(file.text, leading))) {
      if (name !== null) for (const image of this.#byName.get(name) ?? []) this.#unused.delete(image);
      else if (!(await pace.goesOn())) return false;
    }
    return true;
  }

  /** Give the images that nothing that was read uses, in the order in which they came. */
  unused(): readonly string[] {
    return [...this.#unused];
  }
}

/** A file "a@2x.png" is used where "a.png" is linked: a program takes the one for its screen. */
function withoutDensity(path: string): string {
  return path.replace(/@\d(?:\.\d)?x(?=\.[^./]+$)/, "");
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
