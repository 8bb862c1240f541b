import * as vscode from "vscode";
import { noSpace, notAFolder, notWritten, readOnly } from "../../core/inserting/troubles";
import { Trouble } from "../../core/trouble";

/** Say in a sentence why something could not be written into a folder. */
export function writingTrouble(error: unknown, folder: string): unknown {
  if (error instanceof Trouble || !(error instanceof Error)) return error;
  const options: ErrorOptions = { cause: error };
  const code = error instanceof vscode.FileSystemError ? error.code : "";
  const { message } = error;
  if (code === "NoPermissions" || /\b(?:EACCES|EPERM|EROFS|NoPermissions|read.?only)\b/i.test(message)) {
    return readOnly(folder, options);
  }
  if (/\b(?:ENOSPC|EDQUOT)\b|no space|quota/i.test(message)) return noSpace(folder, options);
  if (code === "FileNotADirectory" || /\b(?:ENOTDIR|EEXIST)\b|not a directory/i.test(message)) {
    return notAFolder(folder, options);
  }
  // Programming faults have no code of the file system: they are ours, and go to the log as they are.
  return code === "" && !/\bE[A-Z]{3,}\b/.test(message) ? error : notWritten(folder, message, options);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === "FileNotFound";
}
