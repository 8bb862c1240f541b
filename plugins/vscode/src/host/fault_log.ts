import type * as vscode from "vscode";
import { Trouble } from "../core/trouble";

/** Write what went wrong into the log: of what a person is told the code and the cause, of faults of ours where they were. */
export function faultReporter(log: vscode.LogOutputChannel): (fault: unknown) => void {
  return (fault) => {
    if (!(fault instanceof Trouble)) {
      log.error(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
      return;
    }
    const { cause } = fault;
    const because = cause instanceof Error ? ` (${cause.message})` : "";
    log.warn(`${fault.code}: ${fault.message}${because}`);
  };
}
