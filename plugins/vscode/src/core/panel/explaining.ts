import * as l10n from "@vscode/l10n";
import { plain, quoted } from "./foreign";

const AVOIDED = /What looks like (.+) comes after the rest\.$/u;
const QUOTED = /“(.*?)”/gu;

/** Say which way a clue took, in the person's language; the hub says it too, but in English alone. */
export function explained(entry: string, why: string, language: string): string {
  const way = language.startsWith("en") ? null : wayOf(entry.split("+"));
  return way === null ? plain(why) : [way, ...whatIsAvoided(why)].join(" ");
}

function wayOf(ways: readonly string[]): string | null {
  if (ways[0] === "picture") return withPicture(ways.slice(1));
  switch (ways.join("+")) {
    case "words":
      return l10n.t("A description: pictures that match it.");
    case "letters":
      return l10n.t("Letters in the picture; file names with them follow.");
    case "name":
      return l10n.t("A file name.");
    case "letters+name":
      return l10n.t("Letters in the picture, and a file name.");
    case "words+letters":
      return l10n.t("A description, and letters in the picture; file names count too.");
    case "words+name":
      return l10n.t("A description, and a file name: pictures of that name come first.");
    case "words+letters+name":
      return l10n.t(
        "A description, letters and a file name: pictures with these letters or of that name come first.",
      );
    default:
      return null;
  }
}

function withPicture(ways: readonly string[]): string | null {
  const said = [l10n.t("Pictures that look like the one that was given.")];
  for (const way of ways) {
    if (way === "words") said.push(l10n.t("The words put them in order."));
    else if (way === "letters") said.push(l10n.t("Pictures with these letters come first."));
    else if (way === "name") said.push(l10n.t("Pictures of this name come first."));
    else return null;
  }
  return said.join(" ");
}

function whatIsAvoided(why: string): readonly string[] {
  const found = AVOIDED.exec(plain(why))?.[1];
  if (found === undefined) return [];
  const things = [...found.matchAll(QUOTED)].map(([, thing]) => `“${quoted(thing ?? "")}”`);
  return things.length === 0 ? [] : [l10n.t("What looks like {0} comes after the rest.", things.join(", "))];
}
