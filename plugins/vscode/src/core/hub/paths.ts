import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";

/** Make an id a part of a path, whatever it holds. */
export function part(id: string): string {
  if (id === "" || id === "." || id === ".." || !id.isWellFormed()) {
    throw new Trouble("not_found", l10n.t("There is nothing of that name in the library."));
  }
  return encodeURIComponent(id);
}

export function pathOf(assetId: string): string {
  return `/v1/assets/${part(assetId)}`;
}
