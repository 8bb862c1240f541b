/** The endings of files that are images, to the web or to a typesetter. */
export const IMAGE_ENDINGS = [
  "png",
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "gif",
  "webp",
  "avif",
  "svg",
  "bmp",
  "ico",
  "apng",
  "tif",
  "tiff",
  "heic",
  "heif",
  "jxl",
] as const;

/** What typesetters put in beside images. */
export const PRINT_ENDINGS = ["pdf", "eps", "ps"] as const;

/** What kinds of picture the hub can search with, by ending. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  apng: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  jpe: "image/jpeg",
  jfif: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  dib: "image/bmp",
  tif: "image/tiff",
  tiff: "image/tiff",
  heic: "image/heic",
  heif: "image/heic",
  hif: "image/heic",
  hdr: "image/vnd.radiance",
  pic: "image/vnd.radiance",
  exr: "image/x-exr",
};

/** The endings of files that can be searched with. */
export const SEARCHABLE_ENDINGS: readonly string[] = Object.keys(MEDIA_TYPES);

/** Give the ending of a path in lower case, without its dot; "" where there is none. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Tell whether a path names an image by its ending. */
export function isImagePath(path: string): boolean {
  return (IMAGE_ENDINGS as readonly string[]).includes(endingOf(path));
}

/** Give the media type of a picture that can be searched with; null for any other file. */
export function mediaTypeOf(path: string): string | null {
  return MEDIA_TYPES[endingOf(path)] ?? null;
}
