import { endingsOf } from "../picture_kinds";
import { expand } from "./variables";

/** What a name may be made of. */
export interface NameFacts {
  /** The picture's own name, with its ending. */
  readonly name: string;
  /** The ending that the copy gets, without a dot. */
  readonly extension: string;
  readonly words: string;
  readonly date: Date;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly documentBaseName: string;
}

/** Bytes of UTF-8 that a name may have, with room for the number of a clash; most file systems take 255. */
const LONGEST = 200;
/** A name is that of the picture where nothing else is set. */
const USUAL_NAME = `\${fileName}`;
/** Names that Windows keeps for devices, whatever ending they have. */
const RESERVED = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?=\.|$)/i;

/** Choose the ending of a file with that content: the one its name has where that is a right one. */
export function endingFor(name: string, mediaType: string): string {
  const has = /\.([A-Za-z\d]{1,8})$/.exec(name)?.[1] ?? "";
  const right = endingsOf(mediaType);
  if (right.length === 0) return has === "" ? "img" : has;
  return right.includes(has.toLowerCase()) ? has : (right[0] ?? has);
}

/** Make the name of a copy by a template. It is a name of one file on every file system, whatever the picture is called. */
export function nameByTemplate(template: string, facts: NameFacts): string {
  const stem = facts.name.replace(/\.[A-Za-z\d]{1,8}$/, "");
  const made = expand(template.trim() === "" ? USUAL_NAME : template, {
    fileName: stem,
    fileExtName: facts.extension,
    words: facts.words.trim().replace(/\s+/g, "-").toLowerCase(),
    date: facts.date.toISOString().slice(0, 10),
    hash: facts.hash.slice(0, 8),
    width: String(facts.width),
    height: String(facts.height),
    documentBaseName: facts.documentBaseName,
  });
  const ending = `.${facts.extension}`;
  const base = made.toLowerCase().endsWith(ending.toLowerCase()) ? made.slice(0, -ending.length) : made;
  return cleanName(base === "" ? stem : base, facts.extension);
}

/** Make a name that every file system takes, of a name without its ending, and the ending. */
export function cleanName(base: string, extension: string): string {
  const ending = extension.replace(/[^A-Za-z\d]/g, "");
  const plain = base
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[<>:"/\\|?*]+/g, "-")
    .replace(/\s+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  const short = cutToBytes(plain, LONGEST).replace(/[\s.]+$/g, "");
  const named = short === "" || /^-+$/.test(short) ? "picture" : short.replace(RESERVED, "$&_");
  return ending === "" ? named : `${named}.${ending}`;
}

function cutToBytes(text: string, most: number): string {
  const encoder = new TextEncoder();
  // A character has one byte at least.
  let cut = text.slice(0, most);
  while (encoder.encode(cut).length > most) cut = [...cut].slice(0, -1).join("");
  return cut;
}

/** Give the name for a further try: mug.png, mug-1.png, mug-2.png. */
export function numbered(name: string, tries: number): string {
  if (tries === 0) return name;
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? `${name}-${tries}` : `${name.slice(0, dot)}-${tries}${name.slice(dot)}`;
}

/** Make two names equal that some file systems hold for one. */
export function sameNameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
