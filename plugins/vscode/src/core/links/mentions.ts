/** Make names comparable: letters' size and the way accents are stored make no difference. */
export function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** How many characters are looked at before whoever reads may take a break: a few tenths of a millisecond. */
const STEPS_AT_ONCE = 8_192;

/** More than there are UTF-16 units: a place in the tree and a unit make one key. */
const UNITS = 0x1_0000;

const ROOT = 0;

/**
 * Find which of some names of files stand in texts, each as a whole and with its ending.
 *
 * The names lie in one tree, from their last character to their first. From each ending in a text it is walked back as far
 * as some name goes, whatever number and lengths of names there are.
 */
export class MentionedNames {
  readonly #next = new Map<number, number>();
  readonly #names = new Map<number, string>();
  readonly #endings: RegExp | null;

  /** `names` are folded. */
  constructor(names: readonly string[]) {
    let places = ROOT;
    for (const name of names) {
      let place = ROOT;
      for (let at = name.length - 1; at >= 0; at -= 1) {
        const key = place * UNITS + name.charCodeAt(at);
        const known = this.#next.get(key);
        if (known === undefined) places += 1;
        place = known ?? places;
        this.#next.set(key, place);
      }
      this.#names.set(place, name);
    }
    const endings = new Set(names.map((name) => name.slice(name.lastIndexOf(".") + 1)));
    const safe = [...endings].map((ending) => ending.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
    this.#endings = safe.length === 0 ? null : new RegExp(`\\.(?:${safe.join("|")})(?![\\p{L}\\p{N}])`, "gu");
  }

  /** Give the names that stand in a text, also with percents for letters; null now and then, for a break or an end. */
  *namesIn(text: string): Generator<string | null> {
    if (this.#endings === null) return;
    const searched = folded(withoutPercents(text));
    let steps = 0;
    for (const ending of searched.matchAll(this.#endings)) {
      let place: number | undefined = ROOT;
      for (let at = ending.index + ending[0].length - 1; at >= 0; at -= 1) {
        steps += 1;
        if (steps % STEPS_AT_ONCE === 0) yield null;
        place = this.#next.get(place * UNITS + searched.charCodeAt(at));
        if (place === undefined) break;
        const name = this.#names.get(place);
        if (name !== undefined && !isInner(searched[at - 1])) yield name;
      }
    }
  }
}

/** Tell whether a name that comes after this character is only the end of another. */
function isInner(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_-]/u.test(character);
}

function withoutPercents(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
