import * as l10n from "@vscode/l10n";
import { quoted } from "./foreign";
import { type PairingCode, type PanelState, showsOf } from "./state";

/** One line of the start view; with a command it is a button. */
export interface StartLine {
  readonly id: "code" | "confirm" | "open-page" | "cancel" | "remedy" | "log";
  readonly label: string;
  readonly description: string;
  /** The name of an icon of the editor. */
  readonly icon: string;
  /** What it does, as a command of ours. */
  readonly command: string | null;
}

/** What the start view shows: a text above lines; with neither, the editor shows the welcome of the manifest. */
export interface StartPage {
  readonly message: string;
  readonly lines: readonly StartLine[];
}

const NOTHING: StartPage = { message: "", lines: [] };
// The welcome says these already, in more room.
const WELCOMED: readonly string[] = ["not_running", "elsewhere", "not_paired", "empty_library"];

/** Choose what the start view shows. */
export function startPageOf(state: PanelState): StartPage {
  if (state.connection === "pairing")
    return state.pairing === null ? askingPage() : pairingPage(state.pairing);
  const { notice } = state;
  if (showsOf(state) === "search" || notice === null || WELCOMED.includes(notice.code)) return NOTHING;
  const remedy: StartLine = {
    id: "remedy",
    label: notice.button,
    description: "",
    icon: notice.remedy === "pair" ? "plug" : "refresh",
    command: "bowerbird.remedy",
  };
  return {
    message: `${notice.sentence} ${notice.advice}`.trim(),
    lines: [...(notice.remedy === "none" ? [] : [remedy]), logLine()],
  };
}

function pairingPage({ code, secondsLeft, caution, confirmed }: PairingCode): StartPage {
  const asks = caution !== "" && !confirmed;
  const waits = l10n.t(
    "Bowerbird's page shows this code too. Approve it there: then this editor may search your pictures.",
  );
  const shown: StartLine = {
    id: "code",
    label: quoted(code),
    description: l10n.t("good for {0}", timeLeft(secondsLeft)),
    icon: "key",
    command: null,
  };
  const page: StartLine = {
    id: "open-page",
    label: l10n.t("Open Bowerbird's Page"),
    description: "",
    icon: "link-external",
    command: "bowerbird.openPage",
  };
  const confirm: StartLine = {
    id: "confirm",
    label: l10n.t("Bowerbird Shows the Same Code"),
    description: "",
    icon: "check",
    command: "bowerbird.confirmCode",
  };
  return {
    message: asks ? caution : waits,
    lines: [shown, page, ...(asks ? [confirm] : []), cancelLine()],
  };
}

function askingPage(): StartPage {
  return { message: l10n.t("Asking Bowerbird for a code…"), lines: [cancelLine()] };
}

function cancelLine(): StartLine {
  return {
    id: "cancel",
    label: l10n.t("Cancel"),
    description: "",
    icon: "close",
    command: "bowerbird.cancelPairing",
  };
}

function logLine(): StartLine {
  return {
    id: "log",
    label: l10n.t("Show Log"),
    description: "",
    icon: "output",
    command: "bowerbird.showLog",
  };
}

// A line that changes by the second would be read out by the second.
function timeLeft(seconds: number): string {
  const shown = seconds > 10 ? Math.ceil(seconds / 10) * 10 : seconds;
  return `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
}
