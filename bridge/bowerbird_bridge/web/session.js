// How the page comes to its token: a one-time code in the fragment, exchanged once. Fragments are never sent.

import { Api } from "./api.js";

const KEY = "bowerbird.session";

/** @typedef {{token: string, libraryId: string, ends: number}} Session */

/** Take the one-time code out of the address, and out of the history, before anything else happens. */
export function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code === null) return null;
  history.replaceState(null, "", location.pathname);
  return code;
}

/**
 * Exchange a code for a session. Raises ApiError where the code was used or is too old.
 * @returns {Promise<Session>}
 */
export async function openSession(code) {
  const answer = await new Api().post("/v1/sessions", { code });
  const session = {
    token: answer.token,
    libraryId: answer.library_id,
    ends: Date.now() + answer.expires_in * 1000,
  };
  // The tab's own store: a reload keeps the session, another tab, another site or a restart does not have it.
  sessionStorage.setItem(KEY, JSON.stringify(session));
  return session;
}

/** @returns {Session|null} the session that this tab still holds */
export function rememberedSession() {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return session && session.token && session.ends > Date.now() ? session : null;
  } catch {
    return null;
  }
}

export function forgetSession() {
  sessionStorage.removeItem(KEY);
}
