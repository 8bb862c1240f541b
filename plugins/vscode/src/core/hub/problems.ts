import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { spelled } from "../panel/foreign";
import { type Remedy, Trouble } from "../trouble";
import type { Answer } from "./line";
import { parsed } from "./private_files";
import { problem } from "./schemas";
import { hubTooNew, pairingDenied, pairingGone, revoked, wrongLibrary } from "./troubles";

const BY_STATUS: Readonly<Record<number, string>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  410: "gone",
  413: "too_large",
  426: "api_version",
  429: "too_many_requests",
  503: "busy",
};
const LONGEST_DETAIL = 500;
/** Seconds. */
const LONGEST_WAIT = 3600;

/** What a hub says that it could not do, and for how many seconds it asks to wait. */
export class HubTrouble extends Trouble {
  readonly status: number;
  readonly retryAfter: number | null;
  /** What the hub itself says of it. */
  readonly detail: string;

  constructor(
    code: string,
    { sentence, advice, remedy }: Told,
    { status, retryAfter, detail }: { status: number; retryAfter: number | null; detail: string },
  ) {
    super(code, sentence, advice, remedy);
    this.status = status;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}

interface Told {
  readonly sentence: string;
  readonly advice: string;
  readonly remedy: Remedy;
}

/** Make of an answer that is no success what to tell a person. The guard and the server itself answer with less than a problem. */
export function troubleOf(answer: Answer): Trouble {
  const { code, detail } = problemIn(answer);
  switch (code) {
    case "api_version":
      return hubTooNew("");
    case "pairing_denied":
      return pairingDenied();
    case "pairing_gone":
      return pairingGone();
    case "unauthorized":
      return revoked();
    case "wrong_library":
      return wrongLibrary();
    default: {
      const retryAfter = retryAfterOf(answer);
      return new HubTrouble(code, toldOf(code, detail, answer.status, retryAfter), {
        status: answer.status,
        retryAfter,
        detail,
      });
    }
  }
}

/** Read the code of a problem, and what the hub says of it. */
export function problemIn(answer: Answer): { readonly code: string; readonly detail: string } {
  const isJson = answer.headers["content-type"]?.includes("json") ?? false;
  const read = v.safeParse(problem, isJson ? parsed(answer.body) : {});
  const { code, detail, title } = read.success ? read.output : { code: "", detail: "", title: "" };
  return {
    code: code || (BY_STATUS[answer.status] ?? "error"),
    detail: spelled((detail || title).slice(0, LONGEST_DETAIL).trim()),
  };
}

function toldOf(code: string, detail: string, status: number, retryAfter: number | null): Told {
  const known = knownTold(code, retryAfter);
  if (known === null) {
    const sentence = detail || l10n.t("Bowerbird refused (status {0}).", status);
    return { sentence, advice: "", remedy: "none" };
  }
  // What the hub itself says of a case is more precise than any sentence of ours, and stands beside it as it is.
  const beside = code === "no_curated_folder" || code === "insufficient_scope" ? "" : detail;
  return { ...known, advice: `${known.advice} ${beside}`.trim() };
}

function knownTold(code: string, retryAfter: number | null): Told | null {
  const told = (sentence: string, advice: string, remedy: Remedy = "none"): Told => ({
    sentence,
    advice,
    remedy,
  });
  const again = l10n.t("Search again.");
  const later =
    retryAfter !== null && retryAfter > 1
      ? l10n.t("Try again in {0} seconds.", retryAfter)
      : l10n.t("Try again in a moment.");
  switch (code) {
    case "busy":
    case "too_many_requests":
      return told(l10n.t("Bowerbird is busy."), later, "search-again");
    case "library_busy":
      return told(l10n.t("The library is busy."), later, "search-again");
    case "insufficient_scope":
      return told(
        l10n.t("This editor was not given the right to do that."),
        l10n.t("Connect again with that permission."),
        "pair",
      );
    case "asset_offline":
      return told(
        l10n.t("The picture lies on a disk that is away."),
        l10n.t("Plug the disk in, and try again."),
      );
    case "asset_changed":
      return told(l10n.t("The picture has changed since Bowerbird looked at it."), again, "search-again");
    case "asset_gone":
      return told(l10n.t("The picture is not there any more."), again, "search-again");
    case "unknown_asset":
      return told(l10n.t("The picture is not in the library any more."), again, "search-again");
    case "unknown_query_image":
      return told(
        l10n.t("Bowerbird does not have the picture to search with any more."),
        again,
        "search-again",
      );
    case "unknown_folder":
      return told(
        l10n.t("That folder is not in the library any more."),
        l10n.t("Search in all folders."),
        "clear-filters",
      );
    case "no_curated_folder":
      return told(
        l10n.t("No folder for curated copies was chosen yet."),
        l10n.t("Choose one on Bowerbird's page under Preferences, then copy again."),
        "open-page",
      );
    case "bad_folder":
      return told(
        l10n.t("The curated folder cannot be used."),
        l10n.t("Choose another one on Bowerbird's page under Preferences, then copy again."),
        "open-page",
      );
    case "disk_full":
      return told(l10n.t("The disk is full."), l10n.t("Make room, and try again."));
    case "unreadable_picture":
    case "decoder_died":
    case "unsupported_media_type":
      return told(l10n.t("Bowerbird cannot read that picture."), l10n.t("Take another one."));
    case "picture_too_large":
    case "too_large":
      return told(l10n.t("That picture is too large."), l10n.t("Take a part of it, or a smaller one."));
    case "format_unavailable":
      return told(
        l10n.t("The Bowerbird that runs cannot make pictures of that format."),
        l10n.t("Choose another format."),
      );
    default:
      return null;
  }
}

function retryAfterOf(answer: Answer): number | null {
  const told = answer.headers["retry-after"] ?? "";
  return /^\d{1,9}$/.test(told) ? Math.min(Number(told), LONGEST_WAIT) : null;
}
