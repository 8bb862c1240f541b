import { type ImageLink, linkOf, type Target } from "./link";
import { between, blanked, isSpace, pastSpace } from "./scanning";
import { asAttribute } from "./spelling";
import { findAddresses } from "./stylesheet";

const ADDRESSES = new Set(["src", "poster", "href", "xlink:href", "data-src", "background", "data"]);
const SETS = new Set(["srcset", "imagesrcset", "data-srcset"]);

/** Find images in HTML and what looks like it: addresses in tags, and in styles. Comments are left out. */
export function findInMarkup(text: string): readonly ImageLink[] {
  return findInTags(blanked(text, between(text, "<!--", "-->")));
}

/** Find images in tags and styles, wherever they stand. */
export function findInTags(text: string): readonly ImageLink[] {
  const links: (ImageLink | null)[] = [];
  for (const attribute of attributesOf(text)) {
    if (ADDRESSES.has(attribute.name)) links.push(linkOf(text, trimmed(text, attribute), asAttribute));
    else if (SETS.has(attribute.name)) {
      for (const target of addressesIn(text, attribute)) links.push(linkOf(text, target, asAttribute));
    }
  }
  return [...links.filter((link) => link !== null), ...findAddresses(text)];
}

interface Attribute extends Target {
  readonly name: string;
}

/** Go through the attributes of all tags, in one pass. */
function* attributesOf(text: string): Generator<Attribute> {
  for (let at = text.indexOf("<"); at >= 0; ) {
    if (text[at - 1] === "{" || !/[a-z]/i.test(text[at + 1] ?? "")) {
      at = text.indexOf("<", at + 1);
      continue;
    }
    let index = at + 1;
    while (index < text.length && text[index] !== ">" && text[index] !== "<") {
      const from = index;
      while (index < text.length && !ENDS_NAME.test(text[index] ?? "")) index += 1;
      const name = text.slice(from, index).toLowerCase();
      const next = pastSpace(text, index);
      if (name === "" || text[next] !== "=") {
        index = next > from ? next : from + 1;
        continue;
      }
      const value = valueAt(text, pastSpace(text, next + 1));
      yield { name, start: value.start, end: value.end };
      index = value.next;
    }
    at = text.indexOf("<", index);
  }
}

const ENDS_NAME = /[\s=<>"'/{}]/;

function valueAt(text: string, at: number): Target & { next: number } {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const closed = text.indexOf(quote, at + 1);
    const end = closed < 0 ? text.length : closed;
    return { start: at + 1, end: Math.max(end, Math.min(at + 1, text.length)), next: end + 1 };
  }
  let end = at;
  while (end < text.length && !isSpace(text[end]) && text[end] !== ">" && text[end] !== "<") end += 1;
  return { start: at, end, next: end };
}

function trimmed(text: string, span: Target): Target {
  let { start, end } = span;
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return { start, end };
}

/** Go through the addresses of a `srcset`, without their widths. */
function* addressesIn(text: string, span: Target): Generator<Target> {
  let at = span.start;
  while (at < span.end) {
    while (at < span.end && (isSpace(text[at]) || text[at] === ",")) at += 1;
    const start = at;
    while (at < span.end && !isSpace(text[at])) at += 1;
    const end = at > start && text[at - 1] === "," ? at - 1 : at;
    if (end > start) yield { start, end };
    if (end === at) while (at < span.end && text[at] !== ",") at += 1;
  }
}
