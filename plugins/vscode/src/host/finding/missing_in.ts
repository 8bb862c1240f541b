import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { imageLinks } from "../../core/links/finding";
import { quoted } from "../../core/panel/foreign";
import { isFile, placesOf } from "./linked_files";

/** What stands as the code of each problem. */
const CODE = "missing-image";

/** What a document links to. */
export interface Linked {
  readonly missing: readonly vscode.Diagnostic[];
  /** Where its images are, or would be. */
  readonly places: readonly vscode.Uri[];
}

/** Find the links of a text to images that are not there; null where it was given up. */
export async function linkedFrom(
  uri: vscode.Uri,
  text: string,
  language: string | null,
  anyIsThere: AnyThere,
  isGivenUp: () => boolean,
): Promise<Linked | null> {
  const missing: vscode.Diagnostic[] = [];
  const linked: vscode.Uri[] = [];
  const positions = new Positions(text);
  for (const link of language === null ? [] : imageLinks(text, language)) {
    const places = placesOf(link, uri);
    linked.push(...places);
    if (places.length === 0 || (await anyIsThere(places))) continue;
    if (isGivenUp()) return null;
    const range = new vscode.Range(positions.at(link.start), positions.at(link.end));
    const sentence = l10n.t("The image “{0}” is not there.", quoted(link.spellings[0] ?? link.written));
    const problem = new vscode.Diagnostic(range, sentence, vscode.DiagnosticSeverity.Warning);
    problem.source = "Bowerbird";
    problem.code = CODE;
    missing.push(problem);
  }
  return { missing, places: linked };
}

/** Tells whether any of some files is there. */
export type AnyThere = (places: readonly vscode.Uri[]) => Promise<boolean>;

/** Look at files one after the other. */
export async function anyThere(places: readonly vscode.Uri[], isThere = isFile): Promise<boolean> {
  for (const place of places) if (await isThere(place)) return true;
  return false;
}

/** Look at each file once, and at none where one is known to be there. */
export function remembering(known: ReadonlySet<string>): AnyThere {
  const asked = new Map<string, Promise<boolean>>();
  const once = (uri: vscode.Uri): Promise<boolean> => {
    const key = uri.toString();
    const answer = asked.get(key) ?? isFile(uri);
    asked.set(key, answer);
    return answer;
  };
  return async (places) =>
    places.some((place) => known.has(place.toString())) || (await anyThere(places, once));
}

/** Tells lines and columns of a text that is open in no editor. */
class Positions {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length);
  }

  at(offset: number): vscode.Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (this.#starts[low] ?? 0));
  }
}
