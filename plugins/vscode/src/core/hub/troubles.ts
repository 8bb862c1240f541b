import * as l10n from "@vscode/l10n";
import { Trouble } from "../trouble";

/** Where the code runs that looks for the hub: the editor's own computer, or one that it works on from afar. */
export interface Where {
  readonly isRemote: boolean;
  /** As the editor names the kind of connection: ssh-remote, wsl, dev-container. */
  readonly remoteName?: string | undefined;
}

export function notRunning(sentence = l10n.t("Bowerbird is not running."), options?: ErrorOptions): Trouble {
  const advice = l10n.t("Start it, or run “bowerbird serve” in a terminal. This window notices by itself.");
  return new Trouble("not_running", sentence, advice, "connect", options);
}

export function cannotStart(
  why: string,
  advice = l10n.t("Run “bowerbird serve” in a terminal: it says what is wrong."),
  options?: ErrorOptions,
): Trouble {
  const sentence = l10n.t("Bowerbird could not be started from here.");
  return new Trouble("cannot_start", sentence, `${why} ${advice}`.trim(), "connect", options);
}

export function elsewhere(where: Where): Trouble {
  const name = kindOfRemote(where.remoteName);
  return new Trouble(
    "elsewhere",
    // An editor in the browser is remote in any case, also where it serves the computer that it runs on.
    name === null
      ? l10n.t("Bowerbird was not found here. This window may work on another computer than Bowerbird.")
      : l10n.t("Bowerbird runs on your own computer, and this window works on another one ({0}).", name),
    l10n.t(
      "Have the extension run on your own computer: in the Extensions view choose “Install Locally” for Bowerbird. Or install and start Bowerbird on the other computer too.",
    ),
    "connect",
  );
}

export function notPaired(): Trouble {
  return new Trouble(
    "not_paired",
    l10n.t("This editor is not connected to Bowerbird yet."),
    l10n.t("Connect it: a code is shown here, and you approve the same code on Bowerbird's page."),
    "pair",
  );
}

export function revoked(): Trouble {
  return new Trouble(
    "revoked",
    l10n.t("Bowerbird does not know this editor any more."),
    l10n.t("Connect again. Your words and settings are kept."),
    "pair",
  );
}

export function rogueHub(): Trouble {
  return new Trouble(
    "rogue_hub",
    l10n.t("Another program answers where Bowerbird should."),
    l10n.t("Nothing secret was sent to it. Look which program that is, and restart Bowerbird."),
    "connect",
  );
}

/** Say that somebody claims not to know us, of whom nothing shows that it is the hub: anybody can say so. */
export function rogueOrForgetful(port: number): Trouble {
  return new Trouble(
    "rogue_hub",
    l10n.t(
      "What listens on port {0} does not know this editor, and nothing shows that it is your Bowerbird.",
      port,
    ),
    l10n.t(
      "Nothing secret was sent to it. Look in Bowerbird itself whether this editor is still connected; where it is not, disconnect here and connect anew, and go on only when Bowerbird itself shows the same code.",
    ),
    "connect",
  );
}

export function wrongLibrary(): Trouble {
  return new Trouble(
    "wrong_library",
    l10n.t("The Bowerbird that runs holds another library."),
    l10n.t("Start Bowerbird with the library that you connected to, or connect to this one."),
    "pair",
  );
}

export function timedOut(sentence = l10n.t("Bowerbird takes too long to answer.")): Trouble {
  const advice = l10n.t("Try again in a moment; if it stays so, restart Bowerbird.");
  return new Trouble("timed_out", sentence, advice, "search-again");
}

/** Say that an answer came which no hub gives. `why` is for the log. */
export function garbled(why: string, options?: ErrorOptions): Trouble {
  return new Trouble(
    "garbled",
    l10n.t("An answer came that cannot be understood."),
    l10n.t("Try again. If it stays so, restart Bowerbird, or update it and this extension."),
    "search-again",
    { cause: options?.cause ?? new Error(why) },
  );
}

export function hubTooOld(version: string): Trouble {
  return new Trouble(
    "hub_too_old",
    l10n.t("The Bowerbird that runs ({0}) is too old for this extension.", version),
    l10n.t("Update Bowerbird."),
    "connect",
  );
}

export function hubTooNew(version: string): Trouble {
  return new Trouble(
    "hub_too_new",
    l10n.t("The Bowerbird that runs ({0}) is too new for this extension.", version),
    l10n.t("Update this extension."),
    "connect",
  );
}

/** Say that something that is kept here, or a file that tells of the hub, cannot be trusted or used. */
export function storage(why: string, advice = "", options?: ErrorOptions): Trouble {
  return new Trouble(
    "storage",
    l10n.t("Something that Bowerbird needs here cannot be used."),
    `${why} ${advice}`.trim(),
    "pair",
    options,
  );
}

export function notOffered(): Trouble {
  return new Trouble(
    "not_offered",
    l10n.t("The Bowerbird that runs cannot do that yet."),
    l10n.t("Update Bowerbird."),
  );
}

export function pairingDenied(): Trouble {
  return new Trouble(
    "pairing_denied",
    l10n.t("The request to connect was denied on Bowerbird's page."),
    l10n.t("Connect again if that was a mistake."),
    "pair",
  );
}

export function pairingGone(sentence = l10n.t("The request to connect was not approved in time.")): Trouble {
  const advice = l10n.t("Connect again, and approve the code on Bowerbird's page.");
  return new Trouble("pairing_gone", sentence, advice, "pair");
}

/** Say that the person, or the window that closes, gave it up. */
export function cancelled(): Trouble {
  return new Trouble("cancelled", l10n.t("It was given up."));
}

function kindOfRemote(name: string | undefined): string | null {
  switch (name) {
    case "ssh-remote":
      return l10n.t("by SSH");
    case "wsl":
      return l10n.t("Windows Subsystem for Linux");
    case "dev-container":
    case "attached-container":
      return l10n.t("a container");
    case "codespaces":
      return l10n.t("a codespace");
    case "tunnel":
      return l10n.t("through a tunnel");
    default:
      return null;
  }
}
