import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import type { PictureFile } from "./hub";

/** Bytes; the hub takes no more. */
export const UPLOAD_MOST = 32 * 1024 * 1024;

const BEGINNINGS: readonly (readonly [string, string])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF8", "image/gif"],
  ["BM", "image/bmp"],
  ["II*\0", "image/tiff"],
  ["MM\0*", "image/tiff"],
  ["II+\0", "image/tiff"],
  ["MM\0+", "image/tiff"],
  ["#?RADIANCE\n", "image/vnd.radiance"],
  ["#?RGBE\n", "image/vnd.radiance"],
  ["\x76\x2f\x31\x01", "image/x-exr"],
];
const HEIF_BRANDS = /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/;
const MEDIA_TYPE = /^image\/[\w.+-]{1,64}$/;

/** Name the kind of a picture by its first bytes, else as it was named; throws for one that the hub would refuse anyway. */
export function kindOf({ bytes, mediaType }: PictureFile): string {
  if (bytes.length > UPLOAD_MOST) {
    throw new Trouble(
      "too_large",
      l10n.t("That picture is too large."),
      l10n.t("Take a part of it, or a smaller one."),
    );
  }
  const head = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  const known = BEGINNINGS.find(([beginning]) => head.startsWith(beginning))?.[1] ?? kindByBrands(head);
  if (known !== null) return known;
  if (MEDIA_TYPE.test(mediaType)) return mediaType;
  throw new Trouble(
    "unsupported_media_type",
    l10n.t("Bowerbird cannot read that picture."),
    l10n.t("Take another one."),
  );
}

/** AVIF and HEIC share a container: a major brand, a version, and other brands. The general brand alone means HEIC. */
function kindByBrands(head: string): string | null {
  if (head.slice(4, 8) !== "ftyp") return null;
  const end = Buffer.from(head, "latin1").readUInt32BE(0);
  const brands = [head.slice(8, 12), ...(head.slice(16, end).match(/[\s\S]{4}/g) ?? [])];
  if (brands.includes("avif") || brands.includes("avis")) return "image/avif";
  return brands.some((brand) => HEIF_BRANDS.test(brand)) ? "image/heic" : null;
}
