// Sending what compares with pictures: those that the person gave have to be with the hub first.

import { picturesOf } from "./query.js";

/**
 * Send something that names the pictures of a query; `send` gets them in the hub's form.
 * @template T
 * @param {import("./given_pictures.js").GivenPictures} given
 * @param {import("./query.js").Query} query
 * @param {(pictures: {like?: object, examples?: object[]}) => Promise<T>} send
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function sendWithPictures(given, query, send, signal) {
  for (let fresh = false; ; fresh = true) {
    const form = async (like) => ("given" in like ? { query_image: await given.idOf(like.given, { fresh, signal }) } : { asset: like.asset });
    const [like, ...examples] = await Promise.all(picturesOf(query).map(form));
    try {
      return await send({ ...(like ? { like } : {}), ...(examples.length ? { examples } : {}) });
    } catch (error) {
      // The hub keeps a given picture for minutes only; the page still has it and gives it again.
      if (error.code !== "unknown_query_image" || fresh) throw error;
    }
  }
}
