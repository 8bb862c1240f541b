// What the editor keeps of the view while it is hidden: where it was scrolled to and what was not yet asked.

export interface Kept {
  readonly words: string;
  readonly avoid: string;
  readonly search: number;
  readonly top: number;
  readonly active: string | null;
  readonly detailsOpen: boolean;
  readonly boxesShown: boolean;
}

export const NOTHING_KEPT: Kept = {
  words: "",
  avoid: "",
  search: 0,
  top: 0,
  active: null,
  detailsOpen: true,
  boxesShown: true,
};

/** Read what was kept; what an older version wrote otherwise counts for nothing. */
export function readKept(value: unknown): Kept {
  if (typeof value !== "object" || value === null) return NOTHING_KEPT;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { words, avoid, search, top, active, detailsOpen, boxesShown } = fields;
  const text = (held: unknown) => (typeof held === "string" ? held : "");
  const number = (held: unknown) => (typeof held === "number" && Number.isFinite(held) ? held : 0);
  return {
    words: text(words),
    avoid: text(avoid),
    search: number(search),
    top: Math.max(0, number(top)),
    active: text(active) || null,
    detailsOpen: detailsOpen !== false,
    boxesShown: boxesShown !== false,
  };
}
