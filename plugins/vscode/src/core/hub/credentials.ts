import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { parsed } from "./private_files";
import { storage } from "./troubles";

/** Keeps one text where nobody but the editor's user can read it. */
export interface CredentialStore {
  get(): Promise<string | undefined>;
  store(text: string): Promise<void>;
  forget(): Promise<void>;
}

/** A token, with the name that the hub has for who holds it, and the library that it is for. */
export interface Credential {
  readonly clientId: string;
  readonly token: string;
  readonly libraryId: string;
}

/** What may stand in a header; the hub's own form is its business. */
const IN_A_HEADER = /^[\x21-\x7e]{1,512}$/;

const text = v.pipe(v.string(), v.nonEmpty());
const header = v.pipe(v.string(), v.regex(IN_A_HEADER));
const kept = v.object({ client_id: text, token: header, library_id: header });

/** Take a token that a hub has given. */
export function credentialOf(fields: unknown): Credential {
  const read = v.safeParse(kept, fields);
  if (!read.success) {
    throw storage(l10n.t("The token that is kept for Bowerbird is damaged."), l10n.t("Connect again."));
  }
  return { clientId: read.output.client_id, token: read.output.token, libraryId: read.output.library_id };
}

/** Read what is kept; null where nothing is. */
export async function loadCredential(store: CredentialStore): Promise<Credential | null> {
  const told = await guarded(() => store.get());
  return told === undefined || told === "" ? null : credentialOf(parsed(Buffer.from(told)));
}

export async function keepCredential(store: CredentialStore, credential: Credential): Promise<void> {
  const { clientId, token, libraryId } = credential;
  const told = JSON.stringify({ client_id: clientId, token, library_id: libraryId });
  await guarded(() => store.store(told));
}

export async function forgetCredential(store: CredentialStore): Promise<void> {
  await guarded(() => store.forget());
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    // What a keyring says of its failure may hold what it should have kept, and goes nowhere.
    throw storage(
      l10n.t("The editor's store of secrets could not be used."),
      l10n.t("Unlock the keyring of your system, then connect again."),
    );
  }
}
