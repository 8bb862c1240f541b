import type { Hit, Hub, PictureWords } from "../../core/hub/hub";
import type { Known } from "../../core/inserting/alternatives";
import type { UseOptions } from "../../core/panel/using";
import { Trouble } from "../../core/trouble";

/** Gather what is known of a picture. A hub that does not say leaves its name and the words of the search. */
export async function knownOf(hub: Hub, hit: Hit, options: UseOptions, selected: string): Promise<Known> {
  let words: PictureWords = { letters: [], caption: null };
  try {
    words = await hub.words(hit.id, options.signal);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
  }
  return { ...words, fileName: hit.name, words: options.words, selected };
}
