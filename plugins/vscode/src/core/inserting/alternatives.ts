/** What is known of a picture that may say what it shows. */
export interface Known {
  readonly caption: string | null;
  readonly letters: readonly string[];
  readonly fileName: string;
  /** The words of the search that found it. */
  readonly words: string;
  /** What was selected where it is put. */
  readonly selected?: string;
}

/** Screen readers read alternative texts in one go: what is longer is cut by some of them. */
const LONGEST = 125;
/** More letters than this are the text of a page, and no name for what the picture shows. */
const FEW_LETTERS = 60;

/** List alternative texts for a picture, the best first, each at most 125 characters long. */
export function alternativeTexts(known: Known): readonly string[] {
  const letters = cleanText(known.letters.join(" "));
  const few = letters.length <= FEW_LETTERS && /\p{L}{3}/u.test(letters);
  const found = [
    known.selected ?? "",
    known.caption ?? "",
    few ? letters : "",
    readableName(known.fileName) ?? "",
    known.words,
    /\p{L}{3}/u.test(letters) ? letters : "",
  ];
  const seen = new Set<string>();
  return found.map(cleanText).filter((text) => {
    const key = text.toLocaleLowerCase();
    if (text === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Make one short line of a text: no control characters, none that turn the direction, no white space around it. */
export function cleanText(text: string): string {
  const line = text
    .normalize("NFC")
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, (char) => (char === "\u200d" || char === "\u200c" ? char : ""))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "");
  const words = cut.replace(/\s+\S*$/, "");
  return `${(words.length > LONGEST / 2 ? words : cut).trimEnd()}…`;
}

/** Names that cameras, phones and programs give, which say nothing of what is shown. */
const GIVEN = [
  /^(?:img|dsc[fn]?|dscn|pxl|mvimg|vid|mov|gopr|gp|p|pict?|photo|picture|image|scan|cam|capture|untitled|download|file|unbenannt|bild|foto|unknown|noname|texture|asset)\s*\d*$/,
  /^(?:screen ?shot|screenshot|screen capture|bildschirmfoto|snapshot|signal|whatsapp image|capture d ?écran|captura)\b/,
  /^(?:img|vid) wa\d+$/,
  /^[\da-f]{7,}$/,
  /^(?:[\da-f]+ )+[\da-f]{4,}$/,
];

/** Make words of a file's name; null where the name says nothing, as IMG_2034 does. */
export function readableName(fileName: string): string | null {
  const words = fileName
    .normalize("NFC")
    .replace(/\.[a-z\d]{1,5}$/i, "")
    .replace(/@\d+(?:\.\d+)?x$/i, "")
    .replace(/\p{Ll}(?=\p{Lu}\p{Ll})/gu, "$& ")
    .replace(/[\s_\-.+,;()[\]{}~#&]+/g, " ")
    .replace(/\b\d+\s?[x×]\s?\d+(?: ?px)?\b/gi, " ")
    .replace(
      /\b(?:copy|kopie|final|edited|preview|thumbnail|thumb|large|small|scaled|resized|\d{4} \d{2} \d{2}|\d{5,}|v\d+)\b/gi,
      " ",
    )
    .replace(/\s+/g, " ")
    .trim()
    .replace(/(?: \d{1,4})+$/, "");
  const plain = words.toLowerCase();
  if (GIVEN.some((given) => given.test(plain))) return null;
  if (!/\p{L}{2}/u.test(words) || digits(words) > letters(words)) return null;
  return words.replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase());
}

function digits(text: string): number {
  return text.match(/\p{N}/gu)?.length ?? 0;
}

function letters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
