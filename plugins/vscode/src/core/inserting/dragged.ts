import * as v from "valibot";
import type { Dragged } from "../messages";

/** More pictures than anybody means to put into a text at once. */
const MOST = 500;
const dragged = v.object({ ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(MOST)) });

/** Read what a drag or the clipboard carries; null where it is nothing of ours. */
export function parseDragged(json: string): Dragged | null {
  try {
    const parsed = v.safeParse(dragged, JSON.parse(json));
    return parsed.success ? { ids: [...new Set(parsed.output.ids)] } : null;
  } catch {
    return null;
  }
}
