import * as vscode from "vscode";
import { LANGUAGES } from "../../core/links/finding";
import type { Desk } from "../desk";
import { findSimilarToClipboard } from "./clipboard";
import { LIBRARY_TOOL, LibraryTool } from "./library_tool";
import { findSimilarToLink, LinkActions, LinkHover } from "./link_offers";
import { LinkReader } from "./linked_files";
import { MissingImages } from "./missing_images";
import { findSimilar } from "./similar";
import { findUnusedImages } from "./unused_images";

/** Register all that finds by a picture, finds pictures that are missing or unused, and the assistant's tool. */
export function registerFinding(desk: () => Desk): vscode.Disposable {
  const reader = new LinkReader();
  const missing = new Lazy(() => new MissingImages((fault) => report(desk(), fault)));
  const documents = LANGUAGES.map((language) => ({ language }));
  const on = (name: string, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`bowerbird.${name}`, run);
  return vscode.Disposable.from(
    on("findSimilar", (argument) => findSimilar(desk(), argument)),
    on("findSimilarToClipboard", () => findSimilarToClipboard(desk())),
    on("findSimilarToLink", (argument) => findSimilarToLink(desk(), reader, argument)),
    on("findMissingImages", () => missing.get().find()),
    on("findUnusedImages", () => findUnusedImages((fault) => report(desk(), fault))),
    vscode.languages.registerHoverProvider(documents, new LinkHover(reader)),
    vscode.languages.registerCodeActionsProvider(documents, new LinkActions(reader), {
      providedCodeActionKinds: LinkActions.kinds,
    }),
    missing,
    registerTool(desk),
  );
}

/** Editors that descend from VS Code do not all have tools. */
function registerTool(desk: () => Desk): vscode.Disposable {
  const tools: Partial<typeof vscode.lm> | undefined = vscode.lm;
  return tools?.registerTool?.(LIBRARY_TOOL, new LibraryTool(desk)) ?? new vscode.Disposable(() => undefined);
}

function report(desk: Desk, fault: unknown): void {
  desk.log.warn(fault instanceof Error ? fault.message : String(fault));
}

/** Makes something when it is used for the first time. */
class Lazy<T extends vscode.Disposable> implements vscode.Disposable {
  readonly #make: () => T;
  #made: T | null = null;

  constructor(make: () => T) {
    this.#make = make;
  }

  get(): T {
    this.#made ??= this.#make();
    return this.#made;
  }

  dispose(): void {
    this.#made?.dispose();
  }
}
