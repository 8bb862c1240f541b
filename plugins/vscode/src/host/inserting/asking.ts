import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { CopyForm } from "../../core/inserting/formats";
import { iconless } from "../../core/panel/foreign";

/** What the person chose for one insertion. */
export interface Choices {
  readonly way: "copy" | "link";
  readonly form: CopyForm;
  /** An alternative text of the person's own choice, "" for none; null where it is offered in the text as usual. */
  readonly alt: string | null;
}

type Item<T> = vscode.QuickPickItem & { readonly value: T };

const SIDES = [0, 2560, 1920, 1280, 800, 400];

/** Ask whether previews are taken of pictures that are not there; the `sentence` says why they are not. */
export async function askForPreview(sentence: string): Promise<boolean> {
  const use: Item<boolean> = {
    label: l10n.t("Use the Preview"),
    detail: l10n.t("It has at most 1,024 pixels, and its name says that it is a preview."),
    value: true,
  };
  const leave: Item<boolean> = { label: l10n.t("Do Nothing"), value: false };
  const picked = await vscode.window.showQuickPick([use, leave], { title: sentence });
  return picked?.value === true;
}

/** Ask which folder pictures go to for a document that lies nowhere yet; null where the person gave up. */
export async function askForFolder(folders: readonly vscode.Uri[]): Promise<vscode.Uri | null> {
  const other: Item<vscode.Uri | null> = { label: l10n.t("Another folder…"), value: null };
  const items: Item<vscode.Uri | null>[] = folders.map((folder) => ({
    label: iconless(vscode.workspace.getWorkspaceFolder(folder)?.name ?? folder.path),
    description: iconless(folder.fsPath),
    value: folder,
  }));
  const title = l10n.t("Folder for the pictures");
  const picked = items.length === 0 ? other : await vscode.window.showQuickPick([...items, other], { title });
  if (picked === undefined) return null;
  if (picked.value !== null) return picked.value;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t("Copy Pictures Here"),
    })) ?? [];
  return chosen ?? null;
}

/** Ask all that can be chosen of an insertion, one question after the other; null where the person gave up. */
export async function askForChoices(
  what: string,
  before: Choices,
  canConvert: boolean,
  alts: readonly string[] | null,
): Promise<Choices | null> {
  const way = await pick(l10n.t("How to insert {0}", what), before.way, [
    { label: l10n.t("Copy into the workspace"), value: "copy" as const },
    { label: l10n.t("Link where it lies"), value: "link" as const },
  ]);
  if (way === undefined) return null;
  const form = way === "copy" && canConvert ? await askForForm(what, before.form) : before.form;
  if (form === null) return null;
  const alt = alts === null ? null : await askForAlt(what, alts);
  return alt === undefined ? null : { way, form, alt };
}

async function askForForm(what: string, before: CopyForm): Promise<CopyForm | null> {
  const format = await pick(l10n.t("Format of the copy of {0}", what), before.format, [
    { label: l10n.t("As it is"), value: "original" as const },
    { label: "WebP", value: "webp" as const },
    { label: "AVIF", value: "avif" as const },
    { label: "JPEG", value: "jpeg" as const },
    { label: "PNG", value: "png" as const },
  ]);
  if (format === undefined) return null;
  const sides = [...new Set([...SIDES, before.longSide])].map((side) => ({
    label: side === 0 ? l10n.t("As it is") : l10n.t("At most {0} pixels", side),
    value: side,
  }));
  const longSide = await pick(l10n.t("Size of the copy of {0}", what), before.longSide, sides);
  return longSide === undefined ? null : { ...before, format, longSide };
}

async function askForAlt(what: string, alts: readonly string[]): Promise<string | undefined> {
  const title = l10n.t("Alternative text of {0}", what);
  const own: Item<string | null> = { label: l10n.t("Write another…"), value: null };
  const none: Item<string | null> = { label: l10n.t("None: it is decoration"), value: "" };
  const items: Item<string | null>[] = alts.map((alt) => ({
    label: iconless(alt),
    value: alt,
  }));
  const picked = await vscode.window.showQuickPick([...items, own, none], { title });
  if (picked === undefined || picked.value !== null) return picked?.value ?? undefined;
  return await vscode.window.showInputBox({ title, value: alts[0] ?? "" });
}

/** Ask for one of several; what was chosen last time stands first. */
async function pick<T>(title: string, before: T, items: readonly Item<T>[]): Promise<T | undefined> {
  const ordered = [...items].sort(
    (one, other) => Number(other.value === before) - Number(one.value === before),
  );
  return (await vscode.window.showQuickPick(ordered, { title }))?.value;
}
