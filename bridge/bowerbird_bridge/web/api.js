// The one place that speaks HTTP with the hub. The token travels in a header, never in an address.

/** What the hub refused, with its own sentence. */
export class ApiError extends Error {
  /** @param {{code?: string, detail?: string, field?: string}} problem */
  constructor(problem, status, retryAfter) {
    super(problem.detail || `The hub answered with ${status}, and gave no reason.`);
    this.name = "ApiError";
    this.code = problem.code || "error";
    this.field = problem.field;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The hub did not answer at all. */
export class HubAwayError extends Error {
  constructor() {
    super("The hub does not answer. It may have been stopped; the page goes on by itself once it is back.");
    this.name = "HubAwayError";
    this.code = "hub_away";
  }
}

const JSON_TYPE = "application/json";

export class Api {
  #token;
  #libraryId;

  /**
   * `onAway` and `onAnswer` tell whether the hub is there; `onRefused` that the token is no longer good.
   * @param {{token?: string, libraryId?: string, onAway?: () => void, onAnswer?: () => void, onRefused?: () => void}} options
   */
  constructor({ token, libraryId, onAway = () => {}, onAnswer = () => {}, onRefused = () => {} } = {}) {
    this.#token = token;
    this.#libraryId = libraryId;
    this.onAway = onAway;
    this.onAnswer = onAnswer;
    this.onRefused = onRefused;
  }

  get = (path, query, signal) => this.json("GET", withQuery(path, query), { signal });
  post = (path, json = {}, signal) => this.json("POST", path, { json, signal });
  patch = (path, json) => this.json("PATCH", path, { json });
  delete = (path) => this.json("DELETE", path);

  /** Ask and read JSON; null where the hub has nothing to say. */
  async json(method, path, options = {}) {
    const answer = await this.ask(method, path, options);
    return answer.status === 204 ? null : answer.json();
  }

  /** Fetch bytes, such as a thumbnail. */
  async blob(path, signal) {
    return (await this.ask("GET", path, { signal })).blob();
  }

  /** Give a picture to the hub for searching with it; it is kept in memory only, for minutes. */
  async givePicture(blob, signal) {
    const answer = await this.ask("POST", "/v1/query-images", { body: blob, type: blob.type, signal });
    return answer.json();
  }

  /**
   * @param {{json?: unknown, body?: BodyInit, type?: string, signal?: AbortSignal}} options
   * @returns {Promise<Response>}
   */
  async ask(method, path, { json, body, type, signal } = {}) {
    const headers = new Headers();
    if (this.#token) headers.set("Authorization", `Bearer ${this.#token}`);
    if (json !== undefined) headers.set("Content-Type", JSON_TYPE);
    else if (type) headers.set("Content-Type", type);
    if (method !== "GET" && this.#libraryId) headers.set("Bowerbird-Library", this.#libraryId);
    let answer;
    try {
      answer = await fetch(path, {
        method,
        headers,
        body: json === undefined ? body : JSON.stringify(json),
        signal,
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      this.onAway();
      throw new HubAwayError();
    }
    this.onAnswer();
    if (answer.ok) return answer;
    if (answer.status === 401 && this.#token) this.onRefused();
    throw new ApiError(await problemOf(answer), answer.status, Number(answer.headers.get("Retry-After")) || 0);
  }
}

async function problemOf(answer) {
  try {
    const problem = await answer.json();
    return problem && typeof problem === "object" ? problem : {};
  } catch {
    return {};
  }
}

/** Add the parts of `query` that have a value. */
export function withQuery(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : path;
}

/** An id of the hub as a part of a path. */
export const part = (id) => encodeURIComponent(id);
