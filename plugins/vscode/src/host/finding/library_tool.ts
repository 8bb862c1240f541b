import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { answerOf, NOTHING_ASKED, refusalOf, requestOf } from "../../core/assistant/library_search";
import type { Desk } from "../desk";
import { startSettings } from "../settings";

/** The tool's name, as the manifest has it. */
export const LIBRARY_TOOL = "bowerbird_search_library";

/** What the tool needs of the desk; made on first use. */
export interface ToolParts {
  readonly hub: Desk["hub"];
  readonly log: Pick<Desk["log"], "warn">;
}

/** Lets the editor's own assistant search the library, each time after the person has agreed. */
export class LibraryTool implements vscode.LanguageModelTool<unknown> {
  readonly #desk: () => ToolParts;

  constructor(desk: () => ToolParts) {
    this.#desk = desk;
  }

  prepareInvocation({
    input,
  }: vscode.LanguageModelToolInvocationPrepareOptions<unknown>): vscode.PreparedToolInvocation {
    const request = requestOf(input);
    const wanted = [request?.text, request?.letters].filter((each) => each !== null && each !== undefined);
    const message = new vscode.MarkdownString();
    message.appendMarkdown(l10n.t("Search your picture library for “{0}”?", literal(wanted.join(" "))));
    message.appendMarkdown("\n\n");
    message.appendMarkdown(
      l10n.t(
        "The assistant is given names, folders' names, sizes and letters of the pictures that fit, and may send them to the model that you use. It is given no pictures and no paths.",
      ),
    );
    return {
      invocationMessage: l10n.t("Searching your picture library"),
      confirmationMessages: { title: l10n.t("Search the Picture Library"), message },
    };
  }

  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    if (token.isCancellationRequested) stop.abort();
    try {
      return said(await this.#search(input, stop.signal));
    } catch (reason) {
      if (stop.signal.aborted) throw new vscode.CancellationError();
      this.#desk().log.warn(`${LIBRARY_TOOL}: ${reason instanceof Error ? reason.message : String(reason)}`);
      return said(refusalOf(reason));
    } finally {
      cancelling.dispose();
    }
  }

  async #search(input: unknown, signal: AbortSignal): Promise<string> {
    const request = requestOf(input);
    if (request === null) return NOTHING_ASKED;
    const { hub } = this.#desk();
    await hub.connect({ start: startSettings().isAllowed, signal });
    return answerOf(await hub.search(request, signal));
  }
}

/** Keep what a model wrote from looking like words of ours: in one line, and no mark of Markdown counts. */
function literal(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

function said(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
