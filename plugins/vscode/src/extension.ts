import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerCommands } from "./host/commands";
import { createDesk, type Desk } from "./host/desk";
import { registerFinding } from "./host/finding/registration";
import { createUsing, registerInserting } from "./host/inserting/registration";
import { SearchView } from "./host/search_view";
import { StartView } from "./host/start_view";
import { SEARCH_VIEW, Views } from "./host/views";

/** Register what the manifest promises; the rest is made when something of it is used for the first time. */
export function activate(context: vscode.ExtensionContext): (() => Desk) | undefined {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  let made: { readonly desk: Desk; readonly views: Views } | null = null;
  const desk = (): Desk => {
    if (made !== null) return made.desk;
    const created = createDesk({
      context,
      createUsing: (hub) => {
        const using = createUsing(hub, context.globalState);
        context.subscriptions.push(using);
        return using;
      },
      show: (typing) => made?.views.show(typing),
    });
    const report = (fault: unknown): void => created.log.error(String(fault));
    made = { desk: created, views: new Views(created.panel, start, search, report) };
    return created;
  };
  const search = new SearchView(context.extensionUri, desk);
  const start = new StartView(() => desk().panel.wake());
  context.subscriptions.push(
    start,
    vscode.window.registerWebviewViewProvider(SEARCH_VIEW, search),
    registerCommands(desk),
    registerInserting(desk),
    registerFinding(desk),
    new vscode.Disposable(() => {
      made?.views.dispose();
      made?.desk.dispose();
      made = null;
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? desk : undefined;
}
