import * as l10n from "@vscode/l10n";
import type { Using } from "../core/panel/using";
import { Trouble } from "../core/trouble";

/** Say of everything that it is not there yet. */
export function noUsing(): Using {
  const refuse = (): Promise<never> =>
    Promise.reject(new Trouble("not_offered", l10n.t("The extension cannot do that yet.")));
  return { target: () => null, insert: refuse, copyToWorkspace: refuse, open: refuse };
}
