import { createHash, createHmac } from "node:crypto";
import { chmod, mkdir, mkdtemp, realpath, rm, unlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HubClient, type HubClientParts } from "../../../src/core/hub/client";
import type { Surroundings } from "../../../src/core/hub/surroundings";
import { aFolder, aHit, aStatus, aWebp, LIBRARY_ID } from "./fake_answers";
import { Secrets } from "./secrets";

export const TOKEN = `hub_${"t".repeat(43)}`;
export const CLIENT = "client-1";
export const KEPT = JSON.stringify({ client_id: CLIENT, token: TOKEN, library_id: LIBRARY_ID });

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What a socket does instead of answering. */
export type Script = (socket: Socket, seen: Seen) => void;

/**
 * A hub that answers over real HTTP what a test wants. Change its fields at any time.
 *
 * It computes the proof on its own, from the words of the specification, and not with the client's code.
 */
export class PlainHub {
  token = TOKEN;
  clientId = CLIENT;
  libraryId = LIBRARY_ID;
  serverId = "start-1";
  state = "ready";
  api: unknown = { min: 1, max: 1 };
  capabilities: readonly string[] = ["events", "search.words", "thumbnails", "of-the-future"];
  scopes: readonly string[] = ["search", "thumbnails", "originals", "curate"];
  pairing: "waiting" | "approved" | "denied" | "gone" = "waiting";
  /** Answers of single routes, as "GET /v1/status". */
  readonly replies = new Map<string, (seen: Seen) => Reply | Promise<Reply>>();
  readonly scripts = new Map<string, Script>();
  readonly seen: Seen[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("error", () => undefined);
      request.on("end", async () => {
        const { method = "", url = "", headers } = request;
        const seen = { method, path: url, headers, body: Buffer.concat(pieces) };
        this.seen.push(seen);
        const script = this.scripts.get(`${method} ${withoutQuery(url)}`);
        if (script !== undefined) {
          script(request.socket, seen);
          return;
        }
        const { status, headers: told = {}, body = "" } = await this.#reply(seen);
        response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...told });
        response.end(body);
      });
    });
    this.#server.on("connection", (socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  static async serve(port = 0): Promise<PlainHub> {
    const hub = new PlainHub();
    await new Promise<void>((done, failed) => {
      hub.#server.once("error", failed);
      hub.#server.listen(port, "127.0.0.1", done);
    });
    return hub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  asked(route: string): readonly Seen[] {
    return this.seen.filter((seen) => `${seen.method} ${withoutQuery(seen.path)}` === route);
  }

  /** Whether the token, or anything made of it but the proof, has come in. */
  get gotToken(): boolean {
    return this.seen.some((seen) =>
      JSON.stringify([seen.path, seen.headers, seen.body.toString()]).includes(TOKEN),
    );
  }

  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async end(): Promise<void> {
    this.hangUp();
    await new Promise((done) => this.#server.close(done));
  }

  async #reply(seen: Seen): Promise<Reply> {
    const route = `${seen.method} ${withoutQuery(seen.path)}`;
    const other = this.replies.get(route);
    if (other !== undefined) return await other(seen);
    const open = this.#openReply(route, seen);
    if (open !== null) return open;
    if (seen.headers.authorization !== `Bearer ${this.token}`) return problem(401, "unauthorized");
    return this.#knownReply(route, seen);
  }

  #openReply(route: string, { body }: Seen): Reply | null {
    switch (route) {
      case "GET /v1/hello":
        return json({
          product: "bowerbird",
          version: "0.1.0",
          api: this.api,
          server_id: this.serverId,
          library_id: this.libraryId,
          capabilities: this.capabilities,
          state: this.state,
          of_the_future: { x: 1 },
        });
      case "POST /v1/proof": {
        const { client_id: clientId, nonce } = JSON.parse(body.toString());
        if (clientId !== this.clientId) return problem(404, "unknown_client");
        return json({ proof: proofOf(this.token, nonce, this.port) });
      }
      case "POST /v1/pairings":
        return json({ id: "p/1", secret: "s3cret", code: "123-456", expires_in: 120, poll_after: 0.05 }, 201);
      case "POST /v1/pairings/p%2F1/claim":
        return this.#claimed(JSON.parse(body.toString()));
      default:
        return null;
    }
  }

  #claimed(asked: unknown): Reply {
    if (this.pairing === "denied") return problem(403, "pairing_denied");
    if (this.pairing === "gone" || JSON.stringify(asked) !== '{"secret":"s3cret"}')
      return problem(410, "pairing_gone");
    if (this.pairing === "waiting") return json({ state: "waiting" });
    this.pairing = "gone";
    const given = { token: this.token, client_id: this.clientId, library_id: this.libraryId };
    return json({ state: "approved", ...given, scopes: this.scopes });
  }

  #knownReply(route: string, seen: Seen): Reply {
    const [, , , id = "", kind = ""] = withoutQuery(seen.path).split("/");
    switch (route) {
      case "GET /v1/me":
        return json({
          client_id: this.clientId,
          name: "Tests",
          scopes: this.scopes,
          library_id: this.libraryId,
          kind: "plugin",
        });
      case "DELETE /v1/me":
        return { status: 204 };
      case "GET /v1/status":
        return json(aStatus(10));
      case "GET /v1/folders":
        return json({ folders: [aFolder()] });
      case "POST /v1/search":
        return json({
          entry: "words",
          why: "",
          hits: [aHit("a1"), aHit("a2")],
          next: null,
          notes: [],
          library_id: this.libraryId,
          model: "m",
        });
      case "POST /v1/query-images":
        return json({ id: "q1", width: 1, height: 1, expires_in: 600 }, 201);
      case `GET /v1/assets/${id}/thumbnail`:
        if (seen.headers["if-none-match"] === `"${id}"`) return { status: 304, headers: { ETag: `"${id}"` } };
        return { status: 200, headers: { "Content-Type": "image/webp", ETag: `"${id}"` }, body: aWebp(id) };
      case `GET /v1/assets/${id}/original`:
        return { status: 200, headers: { "Content-Type": "image/jpeg" }, body: id.repeat(100_000) };
      case `POST /v1/assets/${id}/reveal`:
        return json({ shown: true, path: "/x" });
      case "POST /v1/curated-copies":
        return json({ copies: [] }, 201);
      default:
        return problem(404, "not_found", `There is no ${kind || route} here.`);
    }
  }
}

/** A folder for runtime files, and clients that look there and nowhere else. */
export class Desk {
  readonly folder: string;
  readonly #home: string;
  readonly #closing: (() => Promise<void> | void)[] = [];

  private constructor(home: string) {
    this.#home = home;
    this.folder = join(home, "hub");
  }

  static async make(): Promise<Desk> {
    const desk = new Desk(await realpath(await mkdtemp(join(tmpdir(), "bowerbird-desk-"))));
    await mkdir(desk.folder, { mode: 0o700 });
    return desk;
  }

  get around(): Surroundings {
    return {
      environ: {},
      platform: process.platform,
      home: this.#home,
      flatpakInfo: join(this.#home, "flatpak-info"),
    };
  }

  get home(): string {
    return this.#home;
  }

  async hub(): Promise<PlainHub> {
    const hub = await PlainHub.serve();
    this.#closing.push(() => hub.end());
    return hub;
  }

  /** Serve a hub, and say so in a file as a hub does when it starts. */
  async announced(): Promise<PlainHub> {
    const hub = await this.hub();
    await this.announce(hub);
    return hub;
  }

  /** Write the runtime file of a hub, and give its path. */
  async announce(hub: PlainHub, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const path = join(this.folder, `hub-${hub.libraryId}.json`);
    const about = {
      port: hub.port,
      pid: process.pid,
      executable: ["bowerbird", "serve"],
      api: hub.api,
      server_id: hub.serverId,
      library_id: hub.libraryId,
      started: "2026-01-01T00:00:00Z",
      ...changes,
    };
    await writeFile(path, JSON.stringify(about));
    await chmod(path, 0o600);
    return path;
  }

  async withdraw(hub: PlainHub): Promise<void> {
    await unlink(join(this.folder, `hub-${hub.libraryId}.json`));
  }

  client(changes: Partial<HubClientParts> = {}): HubClient {
    const client = new HubClient({
      name: "Tests",
      credentials: new Secrets(KEPT),
      place: { folder: this.folder, ports: [], around: this.around },
      starting: () => ({ isAllowed: false, command: [] }),
      ...changes,
    });
    this.#closing.push(() => client.dispose());
    return client;
  }

  atTheEnd(work: () => Promise<void> | void): void {
    this.#closing.push(work);
  }

  async close(): Promise<void> {
    for (const work of this.#closing.reverse()) await work();
    await rm(this.#home, { recursive: true, force: true });
  }
}

export function json(value: unknown, status = 200): Reply {
  return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
}

export function problem(
  status: number,
  code: string,
  detail = "It went wrong.",
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = { type: `urn:bowerbird:problem:${code}`, title: code, status, detail, code };
  return {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
    body: JSON.stringify(body),
  };
}

/** Prove that a token is known, for a port. */
export function proofOf(token: string, nonce: string, port: number): string {
  const key = createHash("sha256").update(`proof${token}`).digest();
  const message = Buffer.concat([
    Buffer.from("bowerbird-proof-1"),
    Buffer.from([0]),
    Buffer.from(nonce, "base64url"),
    Buffer.from([0]),
    Buffer.from(String(port)),
  ]);
  return createHmac("sha256", key).update(message).digest("base64url");
}

function withoutQuery(path: string): string {
  return path.split("?")[0] ?? "";
}
