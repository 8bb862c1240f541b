import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { UseCensus } from "../../core/links/census";
import { IMAGES, languageOf, TEXTS } from "../../core/links/documents";
import { iconless, quoted, unlinked } from "../../core/panel/foreign";
import { findFiles, readTexts, unreadSentence, withProgress } from "./workspace_texts";

interface UnusedImage extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** How many names a question lists; more do not fit on a screen. */
const MOST_NAMES = 12;

/** Asks whether files are to go; `detail` names them. */
export type Confirm = (question: string, detail: string, yes: string) => Thenable<boolean>;

/** Ask in a dialog that is in the way of everything else. */
async function inDialog(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

/** Find the images that no text of the workspace uses, and let the person look at them or move them to the trash. */
export async function findUnusedImages(
  report: (fault: unknown) => void,
  confirm: Confirm = inDialog,
): Promise<void> {
  const found = await withProgress(l10n.t("Looking for unused images"), async (progress) => {
    const images = await findFiles(IMAGES, progress.token);
    if (images.length === 0) return { images, unused: [], unread: [] };
    const census = new UseCensus(images.map((uri) => uri.path));
    const texts = await findFiles(TEXTS, progress.token);
    const unread = await readTexts(texts, progress, (uri, text, pace) => {
      const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.path ?? null;
      return census.read({ document: uri.path, root, language: languageOf(uri.path), text }, pace);
    });
    const left = new Set(census.unused());
    return { images, unused: images.filter((uri) => left.has(uri.path)), unread };
  });
  if (found === null) return;
  const unread = unreadSentence(found.unread);
  if (found.unused.length === 0) {
    const told =
      found.images.length === 0
        ? l10n.t("There are no images in this workspace.")
        : l10n.t("No unused images. Images looked at: {0}.", found.images.length);
    vscode.window.showInformationMessage(`${told} ${unread}`.trim()).then(undefined, report);
    return;
  }
  const chosen = await choose(found.unused, unread, report);
  if (chosen.length === 0) return;
  if (vscode.workspace.isTrusted) await moveToTrash(chosen, report, confirm);
  else {
    const sentence = l10n.t("In a workspace that you do not trust, Bowerbird only searches.");
    vscode.window.showInformationMessage(sentence).then(undefined, report);
  }
}

/** Let the person choose; gives what is to go. */
function choose(
  unused: readonly vscode.Uri[],
  unread: string,
  report: (fault: unknown) => void,
): Promise<readonly vscode.Uri[]> {
  const picker = vscode.window.createQuickPick<UnusedImage>();
  const open: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("go-to-file"),
    tooltip: l10n.t("Open"),
  };
  const reveal: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("list-tree"),
    tooltip: l10n.t("Show in the Explorer"),
  };
  picker.title = l10n.t("Unused Images: {0}", unused.length);
  picker.placeholder =
    `${unread} ${l10n.t("Choose which to move to the trash. You are asked before anything is moved.")}`.trim();
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.ignoreFocusOut = true;
  picker.items = unused.map((uri) => ({ ...named(uri), uri, buttons: [open, reveal] }));
  return new Promise((resolve) => {
    let chosen: readonly vscode.Uri[] = [];
    picker.onDidTriggerItemButton(({ item, button }) => {
      const [command, ...rest] =
        button === open
          ? ["vscode.open", item.uri, { preview: true, preserveFocus: true }]
          : ["revealInExplorer", item.uri];
      vscode.commands.executeCommand(String(command), ...rest).then(undefined, report);
    });
    picker.onDidAccept(() => {
      chosen = picker.selectedItems.map((item) => item.uri);
      picker.hide();
      if (chosen.length > 0) return;
      const sentence = l10n.t("No image was ticked, so nothing was moved.");
      vscode.window.showInformationMessage(sentence).then(undefined, report);
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(chosen);
    });
    picker.show();
  });
}

function named(uri: vscode.Uri): vscode.QuickPickItem {
  const path = vscode.workspace.asRelativePath(uri);
  const slash = path.lastIndexOf("/");
  return { label: iconless(path.slice(slash + 1)), description: iconless(path.slice(0, Math.max(slash, 0))) };
}

async function moveToTrash(
  chosen: readonly vscode.Uri[],
  report: (fault: unknown) => void,
  confirm: Confirm,
): Promise<void> {
  const names = chosen.slice(0, MOST_NAMES).map((uri) => vscode.workspace.asRelativePath(uri));
  if (chosen.length > names.length) names.push(l10n.t("and {0} more", chosen.length - names.length));
  const yes = l10n.t("Move to Trash");
  const question =
    chosen.length === 1
      ? l10n.t("Move 1 image to the trash?")
      : l10n.t("Move {0} images to the trash?", chosen.length);
  if (!(await confirm(question, names.join("\n"), yes))) return;
  const kept: string[] = [];
  for (const uri of chosen) {
    try {
      await vscode.workspace.fs.delete(uri, { useTrash: true });
    } catch (reason) {
      report(reason);
      kept.push(vscode.workspace.asRelativePath(uri));
    }
  }
  if (kept.length === 0) {
    vscode.window
      .showInformationMessage(l10n.t("Moved to the trash: {0}.", chosen.length))
      .then(undefined, report);
    return;
  }
  const sentence = l10n.t("Not moved to the trash: {0}.", kept.slice(0, MOST_NAMES).map(quoted).join(", "));
  const advice = l10n.t("Not every place has a trash; delete them in the Explorer if you want to.");
  vscode.window.showWarningMessage(unlinked(`${sentence} ${advice}`)).then(undefined, report);
}
