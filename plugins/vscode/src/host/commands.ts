import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { iconless } from "../core/panel/foreign";
import type { Panel } from "../core/panel/panel";
import type { Clue, Connection } from "../core/panel/state";
import type { Desk } from "./desk";
import { pictureCommand } from "./picture_command";

const UNDER_WAY: readonly Connection[] = ["connecting", "pairing"];

interface EarlierSearch extends vscode.QuickPickItem {
  readonly index: number;
}

/** Register the commands that ask, choose and connect. */
export function registerCommands(desk: () => Desk): vscode.Disposable {
  const on = (name: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`bowerbird.${name}`, run);
  return vscode.Disposable.from(
    on("search", (words) => desk().panel.searchFor(typeof words === "string" ? words : "")),
    on("searchSelection", () => searchSelection(desk())),
    pictureCommand("moreLikeThis", desk, ({ panel }, [id = ""]) => {
      panel.show();
      panel.moreLike(id);
    }),
    pictureCommand("revealInFolder", desk, ({ panel }, [id = ""]) => panel.reveal(id)),
    pictureCommand("copyCurated", desk, ({ panel }, ids) => panel.copyCurated(ids)),
    on("back", () => desk().panel.back()),
    on("history", () => chooseFromHistory(desk())),
    on("clear", () => desk().panel.clear()),
    on("connect", () => {
      const { panel } = desk();
      panel.connect();
      return settled(panel);
    }),
    on("pair", () => {
      const { panel } = desk();
      panel.pair();
      panel.show();
      return settled(panel);
    }),
    on("cancelPairing", () => desk().panel.cancelPairing()),
    on("confirmCode", () => desk().panel.confirmCode(true)),
    on("remedy", () => desk().panel.remedy()),
    on("disconnect", () => desk().panel.disconnect()),
    on("openPage", () => desk().panel.openPage()),
    on("showLog", () => desk().log.show()),
  );
}

/** Wait until it is known how the editor stands with the hub: who calls the command may go on then. */
function settled(panel: Panel): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (UNDER_WAY.includes(panel.state.connection)) return;
      unlisten();
      resolve();
    };
    const unlisten = panel.listen(look);
    look();
  });
}

function searchSelection({ panel }: Desk): void {
  const editor = vscode.window.activeTextEditor;
  const words = editor?.selections.map((selection) => editor.document.getText(selection)).join(" ") ?? "";
  panel.searchFor(words.replace(/\s+/gu, " "));
}

async function chooseFromHistory({ panel }: Desk): Promise<void> {
  const earlier = panel.state.history;
  const items = earlier.map((clue, index): EarlierSearch => ({ ...labelled(clue), index }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Earlier Searches"),
    placeHolder:
      items.length === 0
        ? l10n.t("Nothing was searched for yet.")
        : l10n.t("Choose what to search for again"),
  });
  if (chosen === undefined) return;
  panel.show();
  // It may have changed while the list was open.
  const clue = earlier[chosen.index];
  if (clue !== undefined) panel.searchHistory(panel.state.history.indexOf(clue));
}

function labelled({ words, avoid }: Clue): vscode.QuickPickItem {
  const label = iconless(words);
  return avoid === "" ? { label } : { label, description: iconless(l10n.t("without {0}", avoid)) };
}
