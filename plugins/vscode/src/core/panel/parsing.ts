import * as v from "valibot";
import { type Dragged, type FromView, MOST_PICTURE_BYTES, SHAPES, SORTS } from "../messages";

const MOST_TEXT = 2_000;
const MOST_IDS = 500;
const MOST_NAME = 500;
const MOST_INDEX = 1_000;

const Text = v.pipe(v.string(), v.maxLength(MOST_TEXT));
// As the hub makes them: they stand in addresses as they are, and lead nowhere else.
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}$/u));
const Ids = v.pipe(v.array(Id), v.maxLength(MOST_IDS));
const Side = v.picklist([160, 320, 640] as const);
const Bytes = v.pipe(
  v.union([v.instance(Uint8Array), v.instance(ArrayBuffer)]),
  v.transform((bytes): Uint8Array => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes))),
  v.check((bytes) => bytes.byteLength > 0 && bytes.byteLength <= MOST_PICTURE_BYTES),
);

function bare<const Type extends string>(type: Type) {
  return v.strictObject({ type: v.literal(type) });
}

function withId<const Type extends string>(type: Type) {
  return v.strictObject({ type: v.literal(type), id: Id });
}

function withIds<const Type extends string>(type: Type) {
  return v.strictObject({ type: v.literal(type), ids: Ids });
}

const Message = v.variant("type", [
  bare("ready"),
  v.strictObject({ type: v.literal("search"), words: Text, avoid: Text }),
  v.strictObject({
    type: v.literal("picture"),
    name: v.pipe(v.string(), v.maxLength(MOST_NAME)),
    mediaType: v.pipe(v.string(), v.regex(/^(?:[a-z]{1,20}\/[a-z0-9.+-]{1,100})?$/u)),
    bytes: Bytes,
  }),
  bare("clear-picture"),
  withId("more-like"),
  v.strictObject({
    type: v.literal("similarity"),
    percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  }),
  v.strictObject({ type: v.literal("folder"), id: v.nullable(Id) }),
  bare("more"),
  withIds("choose"),
  v.strictObject({
    type: v.literal("insert"),
    ids: Ids,
    way: v.picklist(["usual", "copy", "link", "options"] as const),
  }),
  withIds("copy-to-workspace"),
  withId("open"),
  withId("reveal"),
  v.strictObject({
    type: v.literal("want"),
    thumbnails: v.pipe(v.array(v.strictObject({ id: Id, side: Side })), v.maxLength(MOST_IDS)),
  }),
  v.strictObject({
    type: v.literal("history"),
    index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_INDEX)),
  }),
  bare("clear-history"),
  bare("list-saved"),
  withId("saved"),
  withIds("lock"),
  bare("unlock"),
  v.strictObject({ type: v.literal("weight"), weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.strictObject({ type: v.literal("shape"), shape: v.nullable(v.picklist(SHAPES)) }),
  v.strictObject({ type: v.literal("sort"), sort: v.picklist(SORTS) }),
  bare("back"),
  bare("stop"),
  bare("remedy"),
  bare("dismiss"),
]);

const DraggedPictures = v.strictObject({ ids: Ids });
const ContextOfPicture = v.object({ ids: Ids });

/** Read a message of the view; null for anything that no view of ours sends. */
export function parseFromView(message: unknown): FromView | null {
  return read(() => v.safeParse(Message, message));
}

/** Read what was dragged out of the view; null for anything else. */
export function parseDragged(json: string): Dragged | null {
  return read(() => v.safeParse(DraggedPictures, JSON.parse(json)));
}

/** Read which pictures a command of the view's context menu is for; null where it was called otherwise. */
export function parsePictureContext(argument: unknown): readonly string[] | null {
  return read(() => v.safeParse(ContextOfPicture, argument))?.ids ?? null;
}

function read<T>(parse: () => { success: true; output: T } | { success: false }): T | null {
  try {
    const parsed = parse();
    return parsed.success ? parsed.output : null;
  } catch {
    // An object whose properties throw, or text that is no JSON.
    return null;
  }
}
