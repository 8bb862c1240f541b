import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const NONCE_BYTES = 32;
const PURPOSE = "bowerbird-proof-1\0";

/** Make a nonce that was never used before. */
export function newNonce(): Uint8Array {
  return randomBytes(NONCE_BYTES);
}

/**
 * Compute what the hub on a port must answer, in base64url without padding.
 *
 * The hub keeps SHA-256("proof" + token) and answers an HMAC with it over our nonce and the port. Whoever merely listens
 * on the port cannot, and one who asks the real hub for us gets an answer for the real hub's port.
 */
export function expectedProof(token: string, nonce: Uint8Array, port: number): string {
  const key = createHash("sha256").update("proof").update(token, "ascii").digest();
  return createHmac("sha256", key).update(PURPOSE).update(nonce).update(`\0${port}`).digest("base64url");
}

/** Tell whether an answer proves that the hub knows the token; takes as long for a wrong one as for a right one. */
export function proves(answer: unknown, token: string, nonce: Uint8Array, port: number): boolean {
  const given = typeof answer === "string" ? answer.replace(/=+$/, "") : "";
  return timingSafeEqual(digest(given), digest(expectedProof(token, nonce, port)));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
