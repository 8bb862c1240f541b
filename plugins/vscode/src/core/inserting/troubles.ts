import * as l10n from "@vscode/l10n";
import { quoted } from "../panel/foreign";
import { Trouble } from "../trouble";
import { unfound } from "./sayings";

export function noEditor(): Trouble {
  return new Trouble(
    "no_editor",
    l10n.t("No text is open that a picture could be put into."),
    l10n.t("Open a file, put the cursor where the picture goes, and insert it again."),
  );
}

export function notTrusted(): Trouble {
  return new Trouble(
    "not_trusted",
    l10n.t("In a workspace that you do not trust, Bowerbird only searches."),
    l10n.t("Run “Workspaces: Manage Workspace Trust” to put pictures into it."),
  );
}

export function saveFirst(name: string): Trouble {
  return new Trouble(
    "save_first",
    l10n.t("{0} has not been saved, so there is no folder for its pictures.", quoted(name)),
    l10n.t("Save it or open a folder, and insert the picture again."),
  );
}

export function readOnly(folder: string, options?: ErrorOptions): Trouble {
  return new Trouble(
    "read_only",
    l10n.t("{0} cannot be written to.", quoted(folder)),
    l10n.t("Nothing was changed. Choose another folder in the setting bowerbird.copy.destination."),
    "none",
    options,
  );
}

export function noSpace(folder: string, options?: ErrorOptions): Trouble {
  return new Trouble(
    "no_space",
    l10n.t("There is no space left for the picture in {0}.", quoted(folder)),
    l10n.t("Nothing was changed. Make room and insert it again."),
    "none",
    options,
  );
}

export function notAFolder(folder: string, options?: ErrorOptions): Trouble {
  return new Trouble(
    "not_a_folder",
    l10n.t("{0} is no folder that pictures could be copied into.", quoted(folder)),
    l10n.t("Nothing was changed. Choose another folder in the setting bowerbird.copy.destination."),
    "none",
    options,
  );
}

export function notWritten(folder: string, why: string, options?: ErrorOptions): Trouble {
  return new Trouble(
    "not_written",
    l10n.t("The picture could not be copied into {0}.", quoted(folder)),
    l10n.t("Nothing was changed. The editor says: {0}", quoted(why)),
    "none",
    options,
  );
}

export function documentClosed(name: string, copies: readonly string[]): Trouble {
  return new Trouble(
    "document_closed",
    l10n.t("{0} was closed before the picture came.", quoted(name)),
    whereCopiesAre(copies),
  );
}

export function notInserted(name: string, copies: readonly string[]): Trouble {
  return new Trouble(
    "not_inserted",
    l10n.t("The editor did not let anything be put into {0}.", quoted(name)),
    whereCopiesAre(copies),
  );
}

function whereCopiesAre(copies: readonly string[]): string {
  if (copies.length === 0) return l10n.t("Open it and insert the picture again.");
  return l10n.t("The copy is kept: {0}", copies.map(quoted).join(", "));
}

export function pathUnknown(name: string): Trouble {
  return new Trouble(
    "path_unknown",
    l10n.t("Bowerbird does not tell where {0} lies.", quoted(name)),
    l10n.t("Insert it as a copy, or give this editor the right to the original files on Bowerbird's page."),
  );
}

export function linkElsewhere(name: string): Trouble {
  return new Trouble(
    "link_elsewhere",
    l10n.t("{0} lies on your own computer, and what you are writing does not.", quoted(name)),
    l10n.t("A link would lead nowhere there. Insert it as a copy."),
  );
}

export function notWhereItWas(name: string): Trouble {
  return new Trouble(
    "not_where_it_was",
    l10n.t("{0} is not where Bowerbird last saw it.", quoted(name)),
    l10n.t("Search again in a moment, or insert it as a copy."),
  );
}

export function diskAway(name: string, disk: string): Trouble {
  return new Trouble(
    "disk_away",
    l10n.t("{0} lies on the disk {1}, which is not there.", quoted(name), quoted(disk)),
    l10n.t("Plug it in, or insert the preview as a copy."),
  );
}

export function pictureLost(name: string): Trouble {
  return new Trouble(
    "picture_lost",
    unfound(1, name),
    l10n.t("Put it back where it was, or insert the preview as a copy."),
  );
}

export function outsideProject(name: string): Trouble {
  return new Trouble(
    "outside_project",
    l10n.t("Typst reads only files of its project, and {0} is none.", quoted(name)),
    l10n.t("Insert it as a copy."),
  );
}

export function outsideWorkspace(folder: string): Trouble {
  return new Trouble(
    "outside_workspace",
    l10n.t("Copies would go to {0}, which is not in the workspace.", quoted(folder)),
    l10n.t("Change the setting bowerbird.copy.destination or markdown.copyFiles.destination."),
  );
}

export function outsideFolder(folder: string): Trouble {
  return new Trouble(
    "outside_folder",
    l10n.t("Copies would go to {0}, and this document belongs to no workspace.", quoted(folder)),
    l10n.t("For such a document they stay in its own folder. Open the folder that both lie in."),
  );
}
