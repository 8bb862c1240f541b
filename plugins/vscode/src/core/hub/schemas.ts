import * as v from "valibot";
import type { components } from "./api";
import { parsed } from "./private_files";
import { garbled } from "./troubles";

type Schemas = components["schemas"];
type Label = NonNullable<Schemas["Hit"]["labels"]>[number];
/** A schema that takes anything, and gives what docs/api/openapi.json says: the compiler holds it to that. */
type Gives<T> = v.GenericSchema<unknown, T>;

// A newer hub may send more, an older one less: only what cannot be done without is refused.
const needed = v.pipe(v.string(), v.nonEmpty());
const text = v.fallback(v.string(), "");
const maybeText = v.fallback(v.nullable(v.string()), null);
const number = v.pipe(v.number(), v.finite());
const count = v.fallback(number, 0);
const flag = (otherwise: boolean) => v.fallback(v.boolean(), otherwise);
const texts = v.fallback(v.array(v.string()), () => []);
const maybe = <T>(schema: Gives<T>) => v.fallback(v.nullable(schema), null);

const apiVersions = v.fallback(
  v.object({
    min: v.fallback(v.pipe(v.number(), v.integer()), 1),
    max: v.fallback(v.pipe(v.number(), v.integer()), 1),
  }),
  { min: 1, max: 1 },
) satisfies Gives<Schemas["ApiVersions"]>;

export const hello = v.object({
  product: v.literal("bowerbird"),
  version: text,
  api: apiVersions,
  server_id: needed,
  library_id: needed,
  capabilities: texts,
  state: v.fallback(v.picklist(["ready", "starting", "stopping"]), "ready"),
}) satisfies Gives<Schemas["Hello"]>;

export const me = v.object({ client_id: needed, scopes: texts });

// A person reads it beside our own words: from whoever answers there, nothing else is shown as a code.
const pairingCode = v.pipe(v.string(), v.regex(/^[0-9]{3}-[0-9]{3}$/));

export const ticket = v.object({
  id: needed,
  secret: needed,
  code: pairingCode,
  expires_in: v.fallback(number, 120),
  poll_after: v.fallback(number, 1),
}) satisfies Gives<Schemas["PairingTicket"]>;

export const claim = v.object({
  state: v.picklist(["approved", "waiting"]),
  token: maybeText,
  client_id: maybeText,
  library_id: maybeText,
});

const folderName = v.fallback(v.object({ id: text, name: text }), { id: "", name: "" }) satisfies Gives<
  Schemas["FolderName"]
>;

const assetFields = {
  id: needed,
  name: text,
  path: maybeText,
  folder: folderName,
  width: count,
  height: count,
  media_type: text,
  bytes: count,
  content: text,
  online: flag(true),
  disk: maybeText,
  offline_reason: maybeText,
};

export const asset = v.object(assetFields) satisfies Gives<Schemas["Asset"]>;

const reason = v.object({ signal: text, detail: text }) satisfies Gives<Schemas["Reason"]>;

const LABELS = [
  "same_file",
  "same_picture",
  "crop_of",
  "contains",
  "mirrored",
  "rotated",
  "recoloured",
] as const satisfies readonly Label[];
// What a newer hub proves beside these has no words here.
const labels = v.pipe(
  v.array(v.unknown()),
  v.transform((all) => LABELS.filter((label) => all.includes(label))),
);

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const corners = v.pipe(v.array(fraction), v.length(8));
// More say nothing any more to who looks at them.
const MOST_BOXES = 40;
const boxes = v.pipe(
  v.array(v.unknown()),
  v.transform((all) => all.filter((each) => v.is(corners, each)).slice(0, MOST_BOXES)),
);

const hit = v.object({
  ...assetFields,
  similarity: v.fallback(v.pipe(number, v.minValue(0), v.maxValue(100)), 0),
  calibrated: maybe(v.boolean()),
  reasons: v.fallback(v.array(reason), () => []),
  labels: maybe(labels),
  boxes: maybe(boxes),
  query_box: maybe(v.array(number)),
  group: maybeText,
  variants: maybe(number),
  core: flag(false),
  curated: flag(false),
  copies: count,
  copy_paths: maybe(v.array(v.string())),
}) satisfies Gives<Schemas["Hit"]>;

export const searchAnswer = v.object({
  entry: text,
  why: text,
  hits: v.array(hit),
  next: maybeText,
  notes: texts,
  library_id: text,
  model: maybeText,
  directions: texts,
  verified: flag(false),
}) satisfies Gives<Schemas["SearchAnswer"]>;

export const savedSearches = v.object({
  saved_searches: v.array(v.object({ id: needed, name: text, says: text })),
});

// It is sent back as it came: what stands in it is for the hub alone.
export const openedSearch = v.object({ search: v.record(v.string(), v.unknown()) });

export const queryImage = v.object({ id: needed });

const folder = v.object({
  id: needed,
  name: text,
  path: maybeText,
  online: flag(true),
  offline_reason: maybeText,
  disk: text,
  pictures: count,
  advice: texts,
}) satisfies Gives<Schemas["Folder"]>;

export const folderList = v.object({ folders: v.array(folder) }) satisfies Gives<Schemas["FolderList"]>;

const subfolder = v.object({ id: needed, name: text, pictures: count, advice: texts }) satisfies Gives<
  Schemas["Subfolder"]
>;

export const subfolderList = v.object({ folders: v.array(subfolder) }) satisfies Gives<
  Schemas["SubfolderList"]
>;

const partState = v.fallback(
  v.picklist(["failed", "installed", "missing", "paused", "ready", "starting", "syncing"]),
  "ready",
);
const part = { state: partState, detail: text };
const READY = { state: "ready", detail: "" } as const;
const plainPart = v.fallback(v.object(part), READY);
const progress = v.object({
  phase: text,
  done: count,
  total: maybe(number),
  rate: maybe(number),
  seconds_left: maybe(number),
}) satisfies Gives<Schemas["StatusProgress"]>;
const NO_INDEX = { ...READY, progress: null };
const NO_MODELS = { ...READY, answers: null, chosen: "" };
const NO_LETTERS = { ...READY, read: 0, total: 0 };

const parts = v.fallback(
  v.object({
    catalogue: plainPart,
    index: v.fallback(v.object({ ...part, progress: maybe(progress) }), NO_INDEX),
    models: v.fallback(v.object({ ...part, answers: maybeText, chosen: text }), NO_MODELS),
    letters: v.fallback(v.object({ ...part, read: count, total: count }), NO_LETTERS),
    watcher: plainPart,
  }),
  { catalogue: READY, index: NO_INDEX, models: NO_MODELS, letters: NO_LETTERS, watcher: READY },
) satisfies Gives<Schemas["Parts"]>;

const NO_FILES = { found: 0, indexed: 0, pending: 0, skipped: 0, unreadable: 0, quarantined: 0 };

export const status = v.object({
  library_id: text,
  pictures: count,
  searchable: count,
  files: v.fallback(
    v.object({
      found: count,
      indexed: count,
      pending: count,
      skipped: count,
      unreadable: count,
      quarantined: count,
    }),
    NO_FILES,
  ),
  parts,
  folders: v.fallback(v.object({ online: count, offline: count }), { online: 0, offline: 0 }),
  held: count,
}) satisfies Gives<Schemas["Status"]>;

export const revealed = v.object({ shown: flag(false) });

const curatedCopy = v.object({
  asset: needed,
  name: text,
  path: maybeText,
  content: text,
  created: flag(true),
  reason: text,
  copied: text,
  query: maybeText,
  project: maybeText,
  subject: maybeText,
  source: maybeText,
  source_known: flag(false),
  there: maybe(v.boolean()),
}) satisfies Gives<Schemas["CuratedCopy"]>;

export const curatedCopies = v.object({ copies: v.array(curatedCopy) });

export const pictureWords = v.object({ letters: texts, caption: maybeText }) satisfies Gives<
  Schemas["AssetWords"]
>;

export const problem = v.object({ code: text, detail: text, title: text, field: maybeText });

/** Read the body of an answer; throws `garbled` where it has another form than a hub gives it. */
export function read<T>(schema: Gives<T>, body: Uint8Array): T {
  const result = v.safeParse(schema, parsed(body));
  // What stands in it is not told on: it may be a secret.
  if (!result.success) throw garbled(`not the form of an answer: ${v.getDotPath(result.issues[0]) ?? "."}`);
  return result.output;
}
