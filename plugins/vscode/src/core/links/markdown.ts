import { type ImageLink, LONGEST, linkOf, type Target } from "./link";
import { findInTags } from "./markup";
import { between, blanked, isSpace, linesOf } from "./scanning";
import { asMarkdown } from "./spelling";

/** Find images in Markdown: inline, by reference, in directives of MyST, and in HTML. Code is left out. */
export function findInMarkdown(text: string): readonly ImageLink[] {
  const { code, directives } = codeOf(text);
  const prose = withoutCode(text, code);
  const targets = [...directives, ...inline(prose), ...definitions(prose)];
  const links = targets.map((target) => linkOf(text, target, asMarkdown));
  return [...links.filter((link) => link !== null), ...findInTags(prose)];
}

/** Blank everything in Markdown that is shown as it is, or not at all. */
export function proseOf(text: string): string {
  return withoutCode(text, codeOf(text).code);
}

function withoutCode(text: string, code: readonly Target[]): string {
  const unfenced = blanked(text, code);
  return blanked(unfenced, inOrder([...codeSpans(unfenced), ...commentsOf(unfenced)]));
}

/** Find comments. One that nothing ends is one only where it begins a line. */
function commentsOf(text: string): readonly Target[] {
  return between(text, "<!--", "-->").filter(({ start, end }) => {
    const isEnded = end - start >= 7 && text.startsWith("-->", end - 3);
    return isEnded || text.slice(text.lastIndexOf("\n", start) + 1, start).trim() === "";
  });
}

function inOrder(spans: readonly Target[]): readonly Target[] {
  return [...spans].sort((a, b) => a.start - b.start);
}

/** Find fenced blocks, and the images that MyST's directives put in by such a fence. */
function codeOf(text: string): { code: readonly Target[]; directives: readonly Target[] } {
  const code: Target[] = [];
  const directives: Target[] = [];
  let open: { start: number; fence: string } | null = null;
  for (const line of linesOf(text)) {
    const found = /^[\s>]*(?:[-*+] +|\d{1,9}[.)] +)?(`{3,}|~{3,}|:{3,})(.*)$/.exec(line.text);
    const fence = found?.[1];
    if (open !== null) {
      if (fence?.[0] !== open.fence[0] || fence === undefined || fence.length < open.fence.length) continue;
      if (found?.[2]?.trim() !== "") continue;
      code.push({ start: open.start, end: line.end });
      open = null;
    } else if (fence !== undefined) {
      const directive = /^\{(?:image|figure)\}[ \t]+/.exec(found?.[2] ?? "");
      const rest = line.end - (found?.[2]?.length ?? 0);
      if (directive !== null) {
        directives.push({ start: rest + directive[0].length, end: line.start + line.text.trimEnd().length });
      }
      if (fence[0] !== ":" && !(fence[0] === "`" && found?.[2]?.includes("`")))
        open = { start: line.start, fence };
    }
  }
  if (open !== null) code.push({ start: open.start, end: text.length });
  return { code, directives };
}

/** Find code within lines: runs of backticks of the same length, in one paragraph. */
function codeSpans(text: string): readonly Target[] {
  const spans: Target[] = [];
  let from = 0;
  for (const gap of [...text.matchAll(/\n[ \t\r]*\n/g), null]) {
    const end = gap === null ? text.length : gap.index;
    spansIn(text, from, end, spans);
    from = end;
  }
  return spans;
}

function spansIn(text: string, from: number, end: number, spans: Target[]): void {
  const runs = [...text.slice(from, end).matchAll(/`+/g)].map((run) => ({
    start: from + run.index,
    length: run[0].length,
  }));
  const closing: (number | undefined)[] = [];
  const last = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const length = runs[index]?.length ?? 0;
    closing[index] = last.get(length);
    last.set(length, index);
  }
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    const closed = closing[index];
    const other = closed === undefined ? undefined : runs[closed];
    if (run === undefined || closed === undefined || other === undefined) continue;
    if (text[run.start - 1] === "\\" && run.length === 1) continue;
    spans.push({ start: run.start, end: other.start + other.length });
    index = closed;
  }
}

function* inline(text: string): Generator<Target> {
  for (let at = text.indexOf("]("); at >= 0; ) {
    if (isEscaped(text, at)) {
      at = text.indexOf("](", at + 1);
      continue;
    }
    const { target, next } = destination(text, at + 2);
    if (target !== null) yield target;
    at = text.indexOf("](", next);
  }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

function* definitions(text: string): Generator<Target> {
  for (const line of linesOf(text)) {
    const found = /^[ >]{0,8}\[(?!\^)/.test(line.text) ? line.text.indexOf("]:") : -1;
    if (found < 0) continue;
    const { target } = destination(text, line.start + found + 2);
    if (target !== null) yield target;
  }
}

/** Read where a link goes; what is too long is passed over as a whole, so that no text takes longer than its length. */
function destination(text: string, from: number): { target: Target | null; next: number } {
  let start = from;
  for (let breaks = 0; isSpace(text[start]) && breaks < 2 && start - from < LONGEST; start += 1) {
    if (text[start] === "\n") breaks += 1;
  }
  const angled = text[start] === "<";
  if (angled) start += 1;
  let depth = 0;
  let at = start;
  for (; at < text.length && at - start <= LONGEST; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (angled ? character === ">" || character === "\n" : isSpace(character)) break;
    else if (!angled && character === "(") depth += 1;
    else if (!angled && character === ")") {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  const end = Math.min(at, text.length);
  const fits = end - start <= LONGEST && end > start && (!angled || text[end] === ">");
  return { target: fits ? { start, end } : null, next: Math.max(end, from) };
}
