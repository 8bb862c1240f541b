import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Make an id a part of a path, whatever it holds. */
export function part(id: string): string {
  if (id !== "" && id !== "." && id !== ".." && !LONE_SURROGATE.test(id)) return encodeURIComponent(id);
  throw new Trouble("not_found", l10n.t("There is nothing of that name in the library."));
}

export function pathOf(assetId: string): string {
  return `/v1/assets/${part(assetId)}`;
}
