// The other way round: a query of the page, made of the body of a search that was saved or came in a recipe.

import { emptyFilters } from "./filters.js";
import { keepSet } from "./kept_sets.js";
import { emptyQuery } from "./query.js";

/**
 * @param {any} request as POST /v1/search takes it
 * @param {(like: {asset?: string, query_image?: string}, index: number) => import("./query.js").Like} pictureOf
 * @returns {import("./query.js").Query}
 */
export function queryOf(request, pictureOf) {
  const { text, letters, entry, like, examples = [], region, weight, avoid, inside = [], outside = [], filters, sort = "best", core = [], among, collapse } = request;
  const pictures = [...(like ? [like] : []), ...examples].map(pictureOf);
  return {
    ...emptyQuery(),
    text: letters && text ? `${text} "${letters}"` : (text ?? letters ?? ""),
    mode: text ? (entry ?? "auto") : letters ? "letters" : "auto",
    like: pictures[0] ?? null,
    examples: pictures.slice(1),
    region: like && region ? region : null,
    weight: weight ?? null,
    avoid: avoid ?? "",
    inside, outside, sort,
    filters: filters ? readForm(filters) : emptyFilters(),
    core: core.length ? keepSet(core) : null,
    among: among ? keepSet(among) : null,
    copies: !collapse,
  };
}

function readForm({ shape, min_width, min_height, media_types, taken_from, taken_to, camera, keywords, colour, collection, online }) {
  return {
    shape: shape ?? "", minWidth: min_width ?? 0, minHeight: min_height ?? 0, types: media_types ?? [],
    from: taken_from ?? "", to: taken_to ?? "", camera: camera ?? "", keywords: keywords ?? [],
    colour: colour ?? "", collection: collection ?? "", online: Boolean(online),
  };
}
