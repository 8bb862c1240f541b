import * as l10n from "@vscode/l10n";
import { isLost } from "../absent";
import type { Hit } from "../hub/hub";
import { HubTrouble } from "../hub/problems";
import { unfound } from "../inserting/sayings";
import type { NoticeView } from "../messages";
import { type Remedy, Trouble } from "../trouble";

/** Make a notice of what went wrong; of what is no `Trouble`, that the log has it. */
export function noticeOf(reason: unknown): NoticeView {
  if (!(reason instanceof Trouble)) return fault();
  const { sentence, advice, remedy, code } = reason;
  // Who connects for the first time has done nothing wrong.
  return code === "not_paired" ? hint(sentence, advice, remedy, code) : told(sentence, advice, remedy, code);
}

/** Tell that no picture fits; with `filtered`, in the folder that was chosen. */
export function nothingFound(filtered: boolean): NoticeView {
  return filtered
    ? hint(
        l10n.t("Nothing was found in this folder."),
        l10n.t("Search in all folders."),
        "clear-filters",
        "nothing_found",
      )
    : hint(l10n.t("Nothing was found."), l10n.t("Try other words."), "none", "nothing_found");
}

/** Tell that the slider hides all that was found. */
export function allHidden(number: number, percent: number): NoticeView {
  const sentence =
    number === 1
      ? l10n.t("1 picture was found; it is less than {0} % similar.", percent)
      : l10n.t("{0} pictures were found; all are less than {1} % similar.", number, percent);
  return hint(sentence, l10n.t("Move the slider to the left."), "lower-similarity", "all_hidden");
}

/** Tell that there is nothing to find yet. */
export function emptyLibrary(): NoticeView {
  return hint(
    l10n.t("There are no pictures in the library yet."),
    l10n.t("Add a folder on Bowerbird's page. You can search as soon as the first pictures are in."),
    "open-page",
    "empty_library",
  );
}

/** Tell that what is on the screen may not be all that there is. */
export function libraryChanged(): NoticeView {
  return hint(l10n.t("The library has changed since this search."), "", "search-again", "library_changed");
}

/** Tell that the hub is just being started. */
export function starting(): NoticeView {
  return hint(l10n.t("Starting Bowerbird…"), "", "none", "starting");
}

/** Say of what keeps us from the hub also what was not done because of it. */
export function withUndone(notice: NoticeView, undone: string): NoticeView {
  return { ...notice, sentence: `${notice.sentence} ${undone}` };
}

/** Tell that an action needs a picture. */
export function nothingChosen(): NoticeView {
  return hint(
    l10n.t("No picture is chosen."),
    l10n.t("Choose one of the results first."),
    "none",
    "nothing_chosen",
  );
}

/** Tell of pictures that were not found what to do; null where that is not why something could not be done with them. */
export function notFound(reason: unknown, hits: readonly Hit[]): NoticeView | null {
  const away = hits.filter((hit) => !hit.online);
  const [first] = away;
  const isAbsence =
    reason instanceof Trouble && (reason.code === "asset_gone" || reason.code === "asset_offline");
  if (first === undefined || !isAbsence || !away.every(isLost)) return null;
  const detail = reason instanceof HubTrouble ? reason.detail : "";
  // No search finds them otherwise.
  return told(
    unfound(away.length, first.name),
    `${l10n.t("Put back what is missing, or say on Bowerbird's page under Folders that it is gone.")} ${detail}`.trim(),
    "open-page",
    reason.code,
  );
}

/** Tell how to open the hub's page by hand, and how to approve a code without it. */
export function pageNotOpened(): NoticeView {
  return told(
    l10n.t("No browser could be opened."),
    l10n.t("Run “bowerbird open” or “bowerbird pair” in a terminal."),
    "none",
    "page_not_opened",
  );
}

/** Give a notice another button. */
export function withRemedy(notice: NoticeView, remedy: Remedy): NoticeView {
  return { ...notice, remedy, button: buttonOf(remedy, notice.code) };
}

function fault(): NoticeView {
  return told(
    l10n.t("Something went wrong in Bowerbird's extension."),
    l10n.t("What it was stands in its log: run “Bowerbird: Show Log”."),
    "none",
    "fault",
  );
}

function told(sentence: string, advice: string, remedy: Remedy, code: string): NoticeView {
  return { sentence, advice, remedy, button: buttonOf(remedy, code), isError: true, code };
}

function hint(sentence: string, advice: string, remedy: Remedy, code: string): NoticeView {
  return { ...told(sentence, advice, remedy, code), isError: false };
}

function buttonOf(remedy: Remedy, code: string): string {
  switch (remedy) {
    case "none":
      return "";
    case "connect":
      return code === "not_running" ? l10n.t("Start Bowerbird") : l10n.t("Try Again");
    case "pair":
      return l10n.t("Connect…");
    case "search-again":
      return l10n.t("Search Again");
    case "lower-similarity":
      return l10n.t("Show Them");
    case "clear-filters":
      return l10n.t("Search Everywhere");
    case "open-page":
      return l10n.t("Open Bowerbird's Page");
    case "open-folder":
      return l10n.t("Open Folder…");
  }
}
