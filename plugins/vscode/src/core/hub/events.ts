export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** No event of a hub is longer. */
const LONGEST = 1024 * 1024;

/** Reads server-sent events, in whatever pieces they come. */
export class EventReader {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #name = "";
  #data: string[] = [];
  #length = 0;

  /** Give the events that are complete with this piece. */
  read(piece: Uint8Array): readonly ServerEvent[] {
    this.#rest += this.#decoder.decode(piece, { stream: true });
    // A carriage return at the end may be half of a line end.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    const events = lines.flatMap((line) => this.#take(line));
    if (this.#rest.length + this.#length > LONGEST) throw new RangeError("an event is far too long");
    return events;
  }

  #take(line: string): readonly ServerEvent[] {
    if (line === "") {
      const event = { name: this.#name || "message", data: this.#data.join("\n") };
      const isThere = this.#data.length > 0;
      this.#name = "";
      this.#data = [];
      this.#length = 0;
      return isThere ? [event] : [];
    }
    const at = line.indexOf(":");
    // A line that begins with a colon is a comment, which keeps the connection open.
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    if (field === "data") {
      this.#data.push(value);
      this.#length += value.length;
    }
    return [];
  }
}
