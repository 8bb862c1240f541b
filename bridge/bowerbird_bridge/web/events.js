// Server-sent events by fetch: EventSource cannot send a header, and a token has no place in an address.

import { ApiError } from "./api.js";

/** Cuts a text/event-stream into events, whatever pieces it arrives in. */
export class EventParser {
  #rest = "";
  #name = "";
  #data = [];

  /**
   * @param {string} piece
   * @returns {Array<{name: string, data: string}>} the events that are whole by now
   */
  push(piece) {
    const events = [];
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length) events.push({ name: this.#name || "message", data: this.#data.join("\n") });
        this.#name = "";
        this.#data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") this.#name = value;
      else if (field === "data") this.#data.push(value);
    }
    return events;
  }
}

const SILENCE = 45_000; // three of the hub's lines that say it is still there
const WAITS = [500, 1000, 2000, 4000, 8000];

/** Listens to the hub for as long as the page is open, and comes back by itself after a break. */
export class EventStream {
  #api;
  #stop = new AbortController();
  #tries = 0;
  #wake = () => {};

  /**
   * @param {import("./api.js").Api} api
   * @param {{onEvent: (name: string, data: any) => void, onLive: () => void, onAway: (milliseconds: number) => void}} handlers
   */
  constructor(api, handlers) {
    this.#api = api;
    this.handlers = handlers;
  }

  async start() {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listen();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return;
      }
      if (this.#stop.signal.aborted) return;
      const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
      this.#tries += 1;
      this.handlers.onAway(wait);
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, wait);
      });
    }
  }

  /** Try again now instead of waiting. */
  hurry() {
    this.#wake();
  }

  close() {
    this.#stop.abort();
    this.#wake();
  }

  async #listen() {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE);
    const signal = AbortSignal.any([this.#stop.signal, silence.signal]);
    try {
      const answer = await this.#api.ask("GET", "/v1/events", { signal });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE);
        for (const event of parser.push(value)) this.#deliver(event);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #deliver({ name, data }) {
    if (this.#tries || name === "hello") {
      this.#tries = 0;
      this.handlers.onLive();
    }
    this.handlers.onEvent(name, JSON.parse(data));
  }
}
