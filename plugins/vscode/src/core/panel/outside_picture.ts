import * as l10n from "@vscode/l10n";
import { mediaTypeOf } from "../links/endings";
import { MOST_PICTURE_BYTES } from "../messages";
import { Trouble } from "../trouble";
import type { OutsidePicture } from "./state";

/** Give a picture that can be searched with: of a known type, and no larger than the hub takes. */
export function searchable({ name, bytes, mediaType }: OutsidePicture): OutsidePicture {
  if (bytes.byteLength > MOST_PICTURE_BYTES) {
    const most = MOST_PICTURE_BYTES / 1024 / 1024;
    throw new Trouble(
      "picture_too_large",
      l10n.t("That picture is too large to search with."),
      l10n.t("Search with one of at most {0} MB.", most),
    );
  }
  const type = typeOf(mediaType, name);
  if (type === null || bytes.byteLength === 0) {
    throw new Trouble(
      "unreadable_picture",
      l10n.t("Bowerbird cannot read that picture."),
      l10n.t("Search with another one."),
    );
  }
  return { name, bytes, mediaType: type };
}

function typeOf(told: string, name: string): string | null {
  if (told.startsWith("image/")) return told;
  return mediaTypeOf(name);
}
