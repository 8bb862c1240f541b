import {
  Agent,
  ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";
import { codeOf } from "./system_error";
import { cancelled, garbled, notRunning, timedOut } from "./troubles";

export const HOST = "127.0.0.1";
const CONNECT_MS = 1_000;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /** The time for all of it; with `endless` the longest silence. */
  readonly ms: number;
  /** The most bytes that the body may have. */
  readonly most: number;
  /** Gets the body of a success piece by piece, with the length that was told. `Answer.body` is empty then. */
  readonly sink?: ((piece: Uint8Array, told: number | null) => void) | undefined;
  readonly endless?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One open connection to 127.0.0.1: no proxy, no redirect, a time limit for each exchange, a limit on what comes back.
 *
 * It never connects anew by itself: a token may only go over the connection that was proved. One exchange at a time.
 */
export class Line {
  readonly port: number;
  readonly #socket: Socket;
  readonly #agent: SocketAgent;

  private constructor(port: number, socket: Socket) {
    this.port = port;
    this.#socket = socket;
    this.#agent = new SocketAgent(socket);
  }

  /** Connect. Throws `not_running` where nobody listens, and `timed_out`. */
  static connect(port: number, signal?: AbortSignal): Promise<Line> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const socket = connect({ host: HOST, port, noDelay: true });
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", give);
        socket.removeAllListeners();
        settle();
      };
      const fail = (reason: unknown): void => {
        end(() => reject(reason));
        socket.on("error", () => undefined);
        socket.destroy();
      };
      const give = (): void => fail(signal?.reason);
      const timer = setTimeout(() => fail(timedOut()), CONNECT_MS);
      signal?.addEventListener("abort", give, { once: true });
      socket.once("error", (cause) => fail(notRunning(undefined, { cause })));
      socket.once("connect", () => end(() => resolve(new Line(port, socket))));
    });
  }

  /** Send a request and read its answer. After anything but a full answer the line is closed. */
  exchange(asked: Exchange): Promise<Answer> {
    asked.signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const request = new Request({
        agent: this.#agent,
        host: HOST,
        port: this.port,
        method: asked.method,
        path: asked.path,
        headers: { ...asked.headers },
      });
      let answer: IncomingMessage | undefined;
      let timer: NodeJS.Timeout | undefined;
      let settled = false;
      const end = (): boolean => {
        if (settled) return false;
        settled = true;
        clearTimeout(timer);
        asked.signal?.removeEventListener("abort", give);
        return true;
      };
      const fail = (reason: unknown): void => {
        if (!end()) return;
        this.close();
        request.destroy();
        reject(reason);
      };
      const give = (): void => fail(asked.signal?.reason);
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => fail(timedOut()), asked.ms);
      };
      wait();
      asked.signal?.addEventListener("abort", give, { once: true });
      request.on("error", (error) => fail(broken(error, answer !== undefined)));
      request.on("close", () => fail(broken(new Error("closed"), answer !== undefined)));
      request.on("upgrade", () => fail(garbled("another protocol")));
      request.on("response", (response) => {
        answer = response;
        receive(
          response,
          asked,
          asked.endless ? wait : () => undefined,
          (body) => {
            if (end()) resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          },
          fail,
        );
      });
      request.end(asked.body);
    });
  }

  /** Tell whether another request can go over it: still open, and nothing unasked has come. */
  get isUsable(): boolean {
    return !this.#socket.destroyed && this.#socket.readableLength === 0;
  }

  close(): void {
    this.#socket.destroy();
    this.#agent.destroy();
  }
}

// An extension host replaces http.request by one that may go through a proxy; the class itself is left as it is.
const Request = ClientRequest as unknown as new (options: RequestOptions) => ClientRequest;

/** Hands out one socket, and never makes another one. */
class SocketAgent extends Agent {
  readonly #socket: Socket;
  #taken = false;

  constructor(socket: Socket) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#socket = socket;
    // Between two requests nobody else listens.
    socket.on("error", () => undefined);
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex {
    if (this.#taken || this.#socket.destroyed) {
      const gone = Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });
      process.nextTick(() => callback?.(gone, this.#socket));
      this.#socket.destroy();
      return undefined as unknown as Duplex;
    }
    this.#taken = true;
    return this.#socket;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    super.keepSocketAlive(socket);
    // What comes unasked would be taken for the answer to the next request.
    socket.on("data", this.#destroy);
    socket.on("end", this.#destroy);
    return true;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    socket.off("data", this.#destroy);
    socket.off("end", this.#destroy);
    super.reuseSocket(socket, request);
  }

  readonly #destroy = (): void => {
    this.#socket.destroy();
  };
}

function receive(
  response: IncomingMessage,
  { most, sink }: Exchange,
  alive: () => void,
  done: (body: Uint8Array) => void,
  fail: (reason: unknown) => void,
): void {
  const length = Number.parseInt(response.headers["content-length"] ?? "", 10);
  const told = Number.isNaN(length) ? null : length;
  if (told !== null && told > most) {
    fail(garbled(`the answer is far too large: ${told} bytes`));
    return;
  }
  const streamed = sink !== undefined && (response.statusCode === 200 || response.statusCode === 206);
  const pieces: Uint8Array[] = [];
  let size = 0;
  alive();
  response.on("data", (piece: Buffer) => {
    size += piece.length;
    alive();
    if (size > most) {
      fail(garbled(`the answer is far too large: over ${most} bytes`));
      return;
    }
    if (!streamed) {
      pieces.push(piece);
      return;
    }
    try {
      sink(piece, told);
    } catch (error) {
      fail(error);
    }
  });
  response.on("end", () => {
    if (response.complete) done(joined(pieces, size));
    else fail(garbled("the answer broke off in the middle"));
  });
  response.on("error", (error) => fail(broken(error, true)));
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function broken(error: Error, answered: boolean): unknown {
  if (error instanceof Trouble) return error;
  const code = codeOf(error);
  // The error of a parser holds all that came, which is for no log.
  if (code.startsWith("HPE_") || answered) return garbled(`the answer broke off or is no HTTP: ${code}`);
  if (code === "ABORT_ERR") return cancelled();
  return notRunning(l10n.t("Bowerbird closed the connection."), { cause: error });
}
