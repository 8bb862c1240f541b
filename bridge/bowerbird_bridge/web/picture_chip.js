// A picture that is searched with, as a small chip: of the library, or one that the person gave.

import { el, icon } from "./elements.js";
import { thumbnailPath } from "./cell.js";
import { PRIORITY } from "./pictures.js";

/**
 * @param {import("./hub.js").Hub} hub
 * @param {import("./query.js").Like} like
 * @param {{x: number, y: number, width: number, height: number}|null} [region]
 * @returns {{picture: Element, name: string, url: string|null, shown: boolean, release: () => void}} `shown` is false for
 *   what no browser can show
 */
export function chipPicture(hub, like, region = null) {
  const given = "given" in like ? hub.given.find(like.given) : null;
  const shown = given === null || given.url !== null;
  const picture = shown ? el("img", { alt: "", draggable: "false" }) : icon("picture", 18);
  const name = given?.name ?? ("asset" in like ? "picture of your library" : "picture that is gone");
  let release = () => {};
  if (given?.url) picture.src = given.url;
  else if ("asset" in like) release = hub.pictures.want(thumbnailPath(like.asset, 160), PRIORITY.visible, (url) => url && (picture.src = url));
  cut(picture, region);
  return { picture, name, url: given?.url ?? null, shown, release };
}

/** Show only a part of a picture, in a frame that hides the rest. */
function cut(picture, region) {
  if (!region) return;
  const scale = 1 / Math.max(region.width, region.height);
  Object.assign(picture.style, {
    width: `${scale * 100}%`, height: `${scale * 100}%`, objectFit: "fill",
    left: `${-region.x * scale * 100}%`, top: `${-region.y * scale * 100}%`,
  });
}
