import type { Hit, Hub, PictureFile } from "../../core/hub/hub";
import { type CopyForm, fitted, renditionFor } from "../../core/inserting/formats";
import { absent } from "../../core/inserting/sayings";
import { diskAway, pictureLost } from "../../core/inserting/troubles";
import { Trouble } from "../../core/trouble";
import { askForPreview } from "./asking";
import type { Fetched } from "./copier";

/** The long side of what the hub keeps of each picture. */
const PREVIEW_SIDE = 1024;

export interface FetchedPicture extends Fetched {
  readonly hit: Hit;
  readonly isPreview: boolean;
}

export interface FetchOptions {
  readonly form: CopyForm;
  readonly signal: AbortSignal;
  progress(part: number): void;
}

/** Fetch pictures in the form that copies have. Gives null where one is not there and its preview not wanted. */
export async function fetchPictures(
  hub: Hub,
  hits: readonly Hit[],
  options: FetchOptions,
): Promise<readonly FetchedPicture[] | null> {
  const away = hits.filter((hit) => !hit.online);
  if (away.length > 0 && !(await agrees(away))) return null;
  const fetched: FetchedPicture[] = [];
  for (const [index, hit] of hits.entries()) {
    options.signal.throwIfAborted();
    const progress = (part: number): void => options.progress((index + Math.min(part, 1)) / hits.length);
    const picture = await fetchOne(hub, hit, { ...options, progress });
    if (picture === null) return null;
    fetched.push(picture);
    progress(1);
  }
  return fetched;
}

async function fetchOne(hub: Hub, hit: Hit, options: FetchOptions): Promise<FetchedPicture | null> {
  if (!hit.online) return await fetchPreview(hub, hit, options.signal);
  try {
    const rendition = renditionFor(hit, options.form);
    const file: PictureFile =
      rendition === null
        ? await hub.original(hit.id, options.progress, options.signal)
        : await hub.rendition(hit.id, rendition, options.signal);
    return { hit, file, name: hit.name, isPreview: false, ...fitted(hit, rendition?.longSide) };
  } catch (error) {
    // The disk went after the search.
    if (!(error instanceof Trouble) || error.code !== "asset_offline") throw error;
    return (await agrees([hit])) ? await fetchPreview(hub, hit, options.signal) : null;
  }
}

async function fetchPreview(hub: Hub, hit: Hit, signal: AbortSignal): Promise<FetchedPicture> {
  const file = await hub.proxy(hit.id, signal);
  return { hit, file, name: previewName(hit.name), isPreview: true, ...fitted(hit, PREVIEW_SIDE) };
}

/** Mark a preview in its name, so that nobody takes it for the picture. */
export function previewName(name: string): string {
  return `${name.replace(/\.[^.]*$/, "")}-preview.webp`;
}

async function agrees(away: readonly Hit[]): Promise<boolean> {
  return await askForPreview(absent(away));
}

/** Refuse a picture that is not there, where nothing but the file itself will do. */
export function refuseAway(hits: readonly Hit[]): void {
  const away = hits.find((hit) => !hit.online);
  if (away !== undefined) throw away.disk ? diskAway(away.name, away.disk) : pictureLost(away.name);
}
