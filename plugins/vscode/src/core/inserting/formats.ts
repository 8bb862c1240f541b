import type { PictureFormat, RenditionForm } from "../hub/hub";
import { formatOf } from "../picture_kinds";

/** How copies are made, as the settings or the person say. */
export interface CopyForm {
  readonly format: "original" | PictureFormat;
  /** The most that the long side may measure; 0 for as it is. */
  readonly longSide: number;
  readonly quality: number;
}

/** Say in which form to ask for a picture; null for the file as it is. */
export function renditionFor(
  picture: { readonly media_type: string; readonly width: number; readonly height: number },
  form: CopyForm,
): RenditionForm | null {
  const own = formatOf(picture.media_type);
  const isTooLong = form.longSide > 0 && Math.max(picture.width, picture.height) > form.longSide;
  if (!isTooLong && (form.format === "original" || form.format === own)) return null;
  const format = form.format === "original" ? (own ?? "png") : form.format;
  const longSide = form.longSide > 0 ? { longSide: form.longSide } : {};
  return { format, ...longSide, ...(format === "png" ? {} : { quality: form.quality }) };
}

/** Say how large a picture is with a long side of at most that; nothing is enlarged. */
export function fitted(
  picture: { readonly width: number; readonly height: number },
  longSide: number | undefined,
): { width: number; height: number } {
  const longest = Math.max(picture.width, picture.height);
  const part = longSide === undefined || longSide <= 0 || longest <= longSide ? 1 : longSide / longest;
  const scaled = (side: number): number => Math.max(1, Math.round(side * part));
  return { width: scaled(picture.width), height: scaled(picture.height) };
}
