import { Trouble } from "../trouble";
import type { Credential } from "./credentials";
import { type AnsweringHub, answeringHubs, checkVersion, type Place } from "./discovery";
import { type Fields, parsed } from "./private_files";
import { problemIn, troubleOf } from "./problems";
import { newNonce, proves } from "./proof";
import { notRunning, revoked, rogueHub, rogueOrForgetful } from "./troubles";

const PROOF_MS = 2_000;
const PROOF_MOST = 64 * 1024;
const TOO_MUCH_TO_DO: ReadonlySet<string> = new Set(["busy", "too_many_requests", "library_busy"]);

/** Go to the hub of our library that proves itself, whoever else may claim to be it. */
export async function provenHub(
  credential: Credential,
  place: Place,
  signal?: AbortSignal,
): Promise<AnsweringHub> {
  let failed: Trouble = notRunning();
  for await (const found of answeringHubs(credential.libraryId, place, signal)) {
    try {
      checkVersion(found.hub);
      await haveProved(found, credential, signal);
      return found;
    } catch (error) {
      found.line.close();
      if (!(error instanceof Trouble)) throw error;
      if (failed.code !== "rogue_hub") failed = error;
    }
  }
  throw failed;
}

/** Have who listens prove over this very connection that it is the hub; nothing secret goes over it before. */
async function haveProved(
  { line, hub }: AnsweringHub,
  { clientId, token }: Credential,
  signal: AbortSignal | undefined,
): Promise<void> {
  const nonce = newNonce();
  const question = { client_id: clientId, nonce: Buffer.from(nonce).toString("base64url") };
  const answer = await line.exchange({
    method: "POST",
    path: "/v1/proof",
    headers: { "Content-Type": "application/json" },
    body: Buffer.from(JSON.stringify(question)),
    ms: PROOF_MS,
    most: PROOF_MOST,
    signal,
  });
  if (answer.status !== 200) throw refusalOfProof(troubleOf(answer), problemIn(answer).code, hub);
  const { proof }: Fields = parsed(answer.body) ?? {};
  if (!proves(proof, token, nonce, line.port)) throw rogueHub();
}

function refusalOfProof(trouble: Trouble, code: string, hub: AnsweringHub["hub"]): Trouble {
  if (code === "unknown_client" || code === "unauthorized") {
    // Anybody can say so, to be paired with in place of the hub.
    return hub.isNoted ? revoked() : rogueOrForgetful(hub.port);
  }
  return TOO_MUCH_TO_DO.has(code) ? trouble : rogueHub();
}
