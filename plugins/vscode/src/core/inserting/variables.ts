import { replaceInTime } from "./in_time";

/** The values of variables by name. */
export type Values = Readonly<Record<string, string>>;

/**
 * Put values into a template: `${name}`, `${name/pattern/replacement/flags}`, and `\$` for a dollar sign.
 *
 * A variable that nobody knows stays as it is written, and so does what a pattern would change that is
 * none, or takes too long.
 */
export function expand(template: string, values: Values): string {
  const variable = /(\\\$)|\$\{(\w+)(?:\/((?:\\\/|[^}/])+)\/((?:\\\/|[^}/])*)\/([a-z]*))?\}/g;
  return template.replace(variable, (all, escaped, name, pattern, replacement, flags) => {
    if (escaped !== undefined) return "$";
    if (!Object.hasOwn(values, name)) return all;
    const value = values[name] ?? "";
    return pattern === undefined ? value : transform(value, pattern, replacement, flags);
  });
}

function transform(value: string, pattern: string, replacement: string, flags: string): string {
  try {
    return replaceInTime(value, unslash(pattern), flags, unslash(replacement));
  } catch {
    return value;
  }
}

function unslash(text: string): string {
  return text.replaceAll("\\/", "/");
}
