import * as vscode from "vscode";
import { parsePictureContext } from "../core/panel/parsing";
import type { Desk } from "./desk";

/** Register a command for the pictures that a menu or a caller names, and else for those that are chosen in the view. */
export function pictureCommand(
  name: string,
  desk: () => Desk,
  run: (desk: Desk, ids: readonly string[]) => void,
): vscode.Disposable {
  return vscode.commands.registerCommand(`bowerbird.${name}`, (argument: unknown) => {
    const made = desk();
    run(made, parsePictureContext(argument) ?? made.panel.state.chosen);
  });
}
