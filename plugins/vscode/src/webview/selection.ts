// Which pictures are chosen, and which one has the keyboard: as lists of the editor and of file managers do it.

/** Ids in the order they are shown in. */
export interface Order {
  readonly ids: readonly string[];
  readonly places: ReadonlyMap<string, number>;
}

export interface Selection {
  /** The one that has the keyboard. */
  readonly active: string | null;
  /** Where a span with Shift begins. */
  readonly anchor: string | null;
  readonly chosen: ReadonlySet<string>;
}

export const NOTHING: Selection = { active: null, anchor: null, chosen: new Set() };

/** Number ids by their place. */
export function ordered(ids: readonly string[]): Order {
  return { ids, places: new Map(ids.map((id, place) => [id, place])) };
}

/** Choose one alone. */
export function only(id: string): Selection {
  return { active: id, anchor: id, chosen: new Set([id]) };
}

/** Give one the keyboard, and choose nothing else. */
export function walk(selection: Selection, id: string): Selection {
  return { ...selection, active: id };
}

/** Add one to the chosen, or take it away. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { active: id, anchor: id, chosen };
}

/** Choose all from where the span began to here. */
export function span(selection: Selection, { ids, places }: Order, id: string): Selection {
  const anchor = selection.anchor !== null && places.has(selection.anchor) ? selection.anchor : id;
  const from = places.get(anchor) ?? 0;
  const to = places.get(id) ?? from;
  return {
    active: id,
    anchor,
    chosen: new Set(ids.slice(Math.min(from, to), Math.max(from, to) + 1)),
  };
}

/** Choose all. */
export function all(selection: Selection, { ids }: Order): Selection {
  return { ...selection, chosen: new Set(ids) };
}

/** Forget what is shown no more; the keyboard stays near where it was. */
export function kept(selection: Selection, before: Order, after: Order): Selection {
  const held = (id: string | null) => (id !== null && after.places.has(id) ? id : null);
  const place = Math.min(before.places.get(selection.active ?? "") ?? 0, after.ids.length - 1);
  const chosen = [...selection.chosen].filter((id) => after.places.has(id));
  return {
    active: held(selection.active) ?? after.ids[place] ?? null,
    anchor: held(selection.anchor),
    chosen: chosen.length === selection.chosen.size ? selection.chosen : new Set(chosen),
  };
}

/** Give the chosen in the order they are shown in; where nothing is chosen, the one with the keyboard. */
export function meant(selection: Selection, { places }: Order): readonly string[] {
  const place = (id: string) => places.get(id) ?? 0;
  if (selection.chosen.size > 0) return [...selection.chosen].sort((a, b) => place(a) - place(b));
  return selection.active === null ? [] : [selection.active];
}
