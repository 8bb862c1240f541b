import type { PictureFormat } from "./hub/hub";

/** What is done with files of a kind: documents link them, the hub can search with them, or both. */
type Use = "linked" | "searched" | "both";

interface PictureKind {
  readonly mediaType: string;
  /** How its files end, the usual ending first. */
  readonly endings: readonly string[];
  readonly use: Use;
}

const KINDS: readonly PictureKind[] = [
  { mediaType: "image/png", endings: ["png", "apng"], use: "both" },
  { mediaType: "image/jpeg", endings: ["jpg", "jpeg", "jpe", "jfif"], use: "both" },
  { mediaType: "image/gif", endings: ["gif"], use: "both" },
  { mediaType: "image/webp", endings: ["webp"], use: "both" },
  { mediaType: "image/avif", endings: ["avif"], use: "both" },
  { mediaType: "image/bmp", endings: ["bmp"], use: "both" },
  { mediaType: "image/bmp", endings: ["dib"], use: "searched" },
  { mediaType: "image/tiff", endings: ["tif", "tiff"], use: "both" },
  { mediaType: "image/heic", endings: ["heic", "heif"], use: "both" },
  { mediaType: "image/heic", endings: ["hif"], use: "searched" },
  { mediaType: "image/svg+xml", endings: ["svg"], use: "linked" },
  { mediaType: "image/x-icon", endings: ["ico"], use: "linked" },
  { mediaType: "image/jxl", endings: ["jxl"], use: "linked" },
  { mediaType: "image/vnd.radiance", endings: ["hdr", "pic"], use: "searched" },
  { mediaType: "image/x-exr", endings: ["exr"], use: "searched" },
];

/** The same kinds, as some name them. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  "image/heif": "image/heic",
  "image/vnd.microsoft.icon": "image/x-icon",
};

/** The endings of files that are images, to the web or to a typesetter. */
export const IMAGE_ENDINGS: readonly string[] = KINDS.filter(({ use }) => use !== "searched").flatMap(
  ({ endings }) => endings,
);

/** The endings of files that can be searched with. */
export const SEARCHABLE_ENDINGS: readonly string[] = KINDS.filter(({ use }) => use !== "linked").flatMap(
  ({ endings }) => endings,
);

/** What every browser shows as it is; the view and the editor's own viewer are such. */
export const SHOWN_TYPES: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "image/avif",
];

/** What copies can be converted to. */
export const FORMAT_TYPES: Readonly<Record<PictureFormat, string>> = {
  webp: "image/webp",
  avif: "image/avif",
  jpeg: "image/jpeg",
  png: "image/png",
};

/** Give the media type of files with such an ending that can be searched with; null for any other. */
export function searchableType(ending: string): string | null {
  return KINDS.find(({ endings, use }) => use !== "linked" && endings.includes(ending))?.mediaType ?? null;
}

/** Give the endings that files of a media type may have, the usual one first; none for one that is not known. */
export function endingsOf(mediaType: string): readonly string[] {
  const told = mediaType.toLowerCase();
  const type = ALSO_CALLED[told] ?? told;
  return KINDS.filter((kind) => kind.mediaType === type).flatMap(({ endings }) => endings);
}

/** Give the format that a media type is, of those that copies can have. */
export function formatOf(mediaType: string): PictureFormat | null {
  const formats = Object.keys(FORMAT_TYPES) as PictureFormat[];
  return formats.find((format) => FORMAT_TYPES[format] === mediaType) ?? null;
}
