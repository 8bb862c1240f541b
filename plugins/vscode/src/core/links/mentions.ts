/** Make names comparable: letters' size and the way accents are stored make no difference. */
export function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Find which of some names of files stand in texts, each as a whole and with its ending. */
export class MentionedNames {
  readonly #names: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  readonly #endings: RegExp | null;

  /** `names` are folded. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    this.#lengths = [...new Set(names.map((name) => name.length))];
    const endings = new Set(names.map((name) => name.slice(name.lastIndexOf(".") + 1)));
    const safe = [...endings].map((ending) => ending.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
    this.#endings = safe.length === 0 ? null : new RegExp(`\\.(?:${safe.join("|")})(?![\\p{L}\\p{N}])`, "gu");
  }

  /** Give the names that stand in a text, also with percents for letters. */
  namedIn(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#endings === null) return found;
    const searched = folded(withoutPercents(text));
    for (const ending of searched.matchAll(this.#endings)) {
      const end = ending.index + ending[0].length;
      for (const length of this.#lengths) {
        const name = length <= end ? searched.slice(end - length, end) : "";
        if (this.#names.has(name) && !isInner(searched[end - length - 1])) found.add(name);
      }
    }
    return found;
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
