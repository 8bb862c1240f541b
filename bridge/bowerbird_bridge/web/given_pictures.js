// Pictures that the person dropped, pasted or chose to search with. They live in this tab and in the hub's memory.

/** What the hub reads and every browser shows. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif"]);
/** What the hub reads and not every browser does, told by the ending of its name: few systems name the type of all of them. */
const UNSEEN = {
  hdr: "image/vnd.radiance",
  pic: "image/vnd.radiance",
  exr: "image/x-exr",
  tif: "image/tiff",
  tiff: "image/tiff",
  heic: "image/heic",
  heif: "image/heic",
  hif: "image/heic",
};
const MOST_BYTES = 32 * 1024 * 1024;
const LONGEST_SIDE = 4096; // of a picture that has to be made smaller or put into another format
const KEPT = 12;

/** @typedef {{key: string, name: string, blob: Blob|null, url: string|null, id: Promise<string>|null}} Given without `url` the browser cannot show it */

export class GivenPictures {
  /** @type {Map<string, Given>} */
  #pictures = new Map();
  #made = 0;
  #api;

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * Take a picture in. Raises an Error with a plain sentence where it is none that the hub or a browser can read.
   * @param {Blob & {name?: string}} file
   */
  async add(file) {
    const unseen = typeUnseen(file);
    const blob = unseen ? asItIs(file, unseen) : SHOWN.has(file.type) && file.size <= MOST_BYTES ? file : await made(file);
    return this.#keep({ name: file.name || "pasted picture", blob, url: unseen ? null : URL.createObjectURL(blob), id: null });
  }

  /** Take in a picture that the hub has already; without its bytes it is gone when the hub lets it go. */
  adopt(id, { blob = null, name }) {
    return this.#keep({ name, blob, url: blob ? URL.createObjectURL(blob) : null, id: Promise.resolve(id) });
  }

  #keep(picture) {
    this.#made += 1;
    const given = { key: `p${this.#made}`, ...picture };
    this.#pictures.set(given.key, given);
    for (const [key, old] of this.#pictures) {
      if (this.#pictures.size <= KEPT) break;
      if (old.url) URL.revokeObjectURL(old.url);
      this.#pictures.delete(key);
    }
    return given;
  }

  /** @returns {Given|null} */
  find(key) {
    return this.#pictures.get(key) ?? null;
  }

  /** The hub's id of a picture; uploaded once, and again where the hub has let it go (`fresh`). */
  idOf(key, { fresh = false, signal } = {}) {
    const given = this.#pictures.get(key);
    if (!given || (fresh && !given.blob)) return Promise.reject(new Error("This picture is no longer here. Drop it or paste it again."));
    if (fresh) given.id = null;
    given.id ??= this.#api.givePicture(given.blob, signal).then(({ id }) => id);
    given.id.catch(() => (given.id = null));
    return given.id;
  }
}

function typeUnseen(file) {
  const ending = /\.([a-z]+)$/.exec(file.name?.toLowerCase() ?? "")?.[1] ?? "";
  if (Object.hasOwn(UNSEEN, ending)) return UNSEEN[ending];
  return Object.values(UNSEEN).includes(file.type) ? file.type : null;
}

function asItIs(file, type) {
  if (file.size <= MOST_BYTES) return file.slice(0, file.size, type);
  throw new Error(`“${file.name || "This"}” is larger than ${MOST_BYTES / 1024 ** 2} MiB. Put it into a folder of your library, and search by it there.`);
}

/** Put a picture of any kind that the browser reads into one that the hub takes. */
async function made(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`“${file.name || "This"}” is not a picture that can be read here. PNG, JPEG and WebP always work.`);
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const png = await canvas.convertToBlob({ type: "image/png" });
  return png.size <= MOST_BYTES ? png : canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}

/**
 * The first picture in what was dropped or pasted.
 * @param {DataTransfer|null} data
 */
export function pictureIn(data) {
  for (const item of data?.items ?? []) {
    if (item.kind !== "file") continue;
    const file = item.getAsFile();
    if (item.type.startsWith("image/") || (file && typeUnseen(file))) return file;
  }
  return null;
}
