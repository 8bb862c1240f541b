import { IMAGE_ENDINGS, searchableType } from "../picture_kinds";

/** What typesetters put in beside images. */
export const PRINT_ENDINGS = ["pdf", "eps", "ps"] as const;

/** Give the ending of a path in lower case, without its dot; "" where there is none. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Tell whether a path names an image by its ending. */
export function isImagePath(path: string): boolean {
  return IMAGE_ENDINGS.includes(endingOf(path));
}

/** Give the media type of a picture that can be searched with; null for any other file. */
export function mediaTypeOf(path: string): string | null {
  return searchableType(endingOf(path));
}
