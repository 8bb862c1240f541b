import type * as vscode from "vscode";
import type { CredentialStore } from "../core/hub/credentials";

const KEY = "bowerbird.credential";
// A keyring that waits for its password, maybe behind other windows, answers after that or never.
const PATIENCE_MS = 30_000;

/** Keep the token in the editor's store of secrets. */
export function secretStore(secrets: vscode.SecretStorage): CredentialStore {
  return {
    get: () => inTime(secrets.get(KEY)),
    store: (text) => inTime(secrets.store(KEY, text)),
    forget: () => inTime(secrets.delete(KEY)),
  };
}

async function inTime<T>(work: Thenable<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The store of secrets does not answer.")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
