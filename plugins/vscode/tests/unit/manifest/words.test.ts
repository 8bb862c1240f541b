import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readJson, sources } from "./manifest";

interface Words {
  readonly literals: ReadonlySet<string>;
  /** Where the first argument is put together, so that no one can translate it. */
  readonly unfit: readonly string[];
}

/** Gather the first argument of each `l10n.t(…)`. */
function wordsOf(files: ReadonlyMap<string, string>): Words {
  const literals = new Set<string>();
  const unfit: string[] = [];
  for (const [name, text] of files) {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(file) === "l10n.t") {
        const [first] = node.arguments;
        if (first !== undefined && ts.isStringLiteralLike(first)) literals.add(first.text);
        else unfit.push(`${name}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { literals, unfit };
}

const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([found]) => found).sort();

const words = wordsOf(sources());
const german = readJson<Readonly<Record<string, string>>>("l10n/bundle.l10n.de.json");

describe("what a person reads", () => {
  it("is written in full where it is said", () => {
    expect(words.unfit).toEqual([]);
    expect(words.literals.size).toBeGreaterThan(20);
  });

  it("is there in German, and nothing else is", () => {
    expect(Object.keys(german).sort()).toEqual([...words.literals].sort());
  });

  it.each(Object.entries(german))("puts the same values into %j", (english, text) => {
    expect(placeholders(text)).toEqual(placeholders(english));
    expect(text.trim()).not.toBe("");
  });

  it("has no marks of a markup that is not shown as one", () => {
    for (const text of [...words.literals, ...Object.values(german)]) expect(text).not.toContain("`");
  });

  it("would be missed if it were not gathered", () => {
    const planted = wordsOf(
      new Map([["x.ts", 'l10n.t("One {0}", 1); l10n.t(`Two`); l10n.t(some); l10n.t("a" + b);']]),
    );
    expect([...planted.literals]).toEqual(["One {0}", "Two"]);
    expect(planted.unfit).toEqual(["x.ts:1", "x.ts:1"]);
  });
});
