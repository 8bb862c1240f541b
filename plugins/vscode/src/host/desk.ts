import * as vscode from "vscode";
import { HubClient } from "../core/hub/client";
import type { Hub } from "../core/hub/hub";
import { realClock } from "../core/panel/clock";
import { Panel } from "../core/panel/panel";
import type { Using } from "../core/panel/using";
import { secretStore } from "./credentials";
import { faultReporter } from "./fault_log";
import { globalMemory } from "./memory";
import { whereWeRun } from "./remote";
import { startSettings } from "./settings";

/** What one window of the editor holds, made when something of ours is used for the first time. */
export interface Desk extends vscode.Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly hub: Hub;
  readonly using: Using;
  readonly panel: Panel;
}

/** What the desk is made of that the editor has had from the start. */
export interface DeskParts {
  readonly context: vscode.ExtensionContext;
  /** Bring the view to the front. */
  show(typing: boolean): void;
  createUsing(hub: Hub, log: vscode.LogOutputChannel): Using;
}

/** Put everything together. Nothing is asked of the hub by that. */
export function createDesk({ context, show, createUsing }: DeskParts): Desk {
  const log = vscode.window.createOutputChannel("Bowerbird", { log: true });
  const report = faultReporter(log);
  const hub = new HubClient({
    name: vscode.env.appName,
    credentials: secretStore(context.secrets),
    where: whereWeRun(context.extension),
    starting: startSettings,
  });
  const using = createUsing(hub, log);
  const panel = new Panel({
    hub,
    using,
    memory: globalMemory(context.globalState, report),
    clock: realClock(),
    language: vscode.env.language,
    report,
    connected: ({ version, libraryId }) => {
      const own: unknown = context.extension.packageJSON.version;
      log.info(`Connected: extension ${String(own)}, Bowerbird ${version}, library ${libraryId}.`);
    },
    show,
    openFolder: () => {
      vscode.commands.executeCommand("workbench.action.files.openFolder").then(undefined, report);
    },
  });
  const listening = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => panel.refreshTarget()),
    vscode.workspace.onDidChangeTextDocument(({ reason }) => {
      if (reason === vscode.TextDocumentChangeReason.Undo && panel.state.said !== "") panel.say("");
    }),
  );
  const dispose = (): void => {
    listening.dispose();
    panel.dispose();
    hub.dispose();
    log.dispose();
  };
  return { context, log, hub, using, panel, dispose };
}
