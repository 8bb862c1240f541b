import * as l10n from "@vscode/l10n";
import { quoted } from "../panel/foreign";

/** What has become of one picture. */
export interface Done {
  readonly name: string;
  /** Where its copy lies, for people to read; null where it is linked in place. */
  readonly copy: string | null;
  readonly isNew: boolean;
  readonly isPreview: boolean;
}

/** Say what was inserted, and where its copies are. */
export function inserted(done: readonly Done[], target: string): string {
  return sentences(
    done.length === 1
      ? l10n.t("Inserted {0} into {1}.", quoted(done[0]?.name ?? ""), quoted(target))
      : l10n.t("Inserted {0} pictures into {1}.", done.length, quoted(target)),
    done,
  );
}

/** Say what was copied. */
export function copied(done: readonly Done[]): string {
  const [first] = done;
  if (done.length === 1 && first?.copy != null) {
    const sentence = first.isNew
      ? l10n.t("Copied {0} to {1}.", quoted(first.name), quoted(first.copy))
      : l10n.t("{0} is there already: {1}.", quoted(first.name), quoted(first.copy));
    return [sentence, preview(done)].filter(Boolean).join(" ");
  }
  return sentences(l10n.t("Copied {0} pictures.", done.length), done);
}

function sentences(first: string, done: readonly Done[]): string {
  const paths = (isNew: boolean): string =>
    done.flatMap((one) => (one.copy !== null && one.isNew === isNew ? [quoted(one.copy)] : [])).join(", ");
  const made = paths(true);
  const reused = paths(false);
  return [
    first,
    made === "" ? "" : l10n.t("Copied to {0}.", made),
    reused === "" ? "" : l10n.t("The same was there already: {0}.", reused),
    preview(done),
  ]
    .filter(Boolean)
    .join(" ");
}

function preview(done: readonly Done[]): string {
  return done.some((one) => one.isPreview)
    ? l10n.t("It is a preview: copy the picture again when its disk is back.")
    : "";
}
