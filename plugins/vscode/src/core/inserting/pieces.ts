/** Text, or the place of an alternative text with what may stand there, the best first. */
export type Piece = string | { readonly choices: readonly string[] };

/** How alternative texts are put in: to choose from, the best one, or none. */
export type AltChoice = "choose" | "automatic" | "empty";

/** Give the text as it stands before anybody chooses. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : (piece.choices[0] ?? ""))).join("");
}

/**
 * Write the same as a snippet: with a stop at each alternative text and the cursor behind it all.
 *
 * Stops are numbered from `firstStop` on, so that several snippets can be put in as one.
 */
export function snippetText(pieces: readonly Piece[], alt: AltChoice): string {
  let stop = 0;
  const written = pieces.map((piece) => {
    if (typeof piece === "string") return escapeSnippet(piece);
    if (alt !== "choose") return escapeSnippet(plainText([piece]));
    stop += 1;
    return altStop(stop, piece.choices);
  });
  return `${written.join("")}$0`;
}

/** Escape text that is to stand in a snippet as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

function altStop(stop: number, choices: readonly string[]): string {
  const [first, ...others] = [...new Set(choices.filter((choice) => choice !== ""))];
  if (first === undefined) return `\${${stop}}`;
  if (others.length === 0) return `\${${stop}:${escapeSnippet(first)}}`;
  return `\${${stop}|${[first, ...others].map(escapeChoice).join(",")}|}`;
}

function escapeChoice(choice: string): string {
  return choice.replace(/[\\,|]/g, "\\$&");
}
