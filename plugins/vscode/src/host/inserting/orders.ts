import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Hit, Hub } from "../../core/hub/hub";
import { alternativeTexts } from "../../core/inserting/alternatives";
import { quoted } from "../../core/panel/foreign";
import type { UseOptions } from "../../core/panel/using";
import { askForChoices, type Choices } from "./asking";
import { knownOf } from "./known";
import { type InsertSettings, readSettings } from "./settings";
import type { Spot } from "./spot";

/** How one insertion is to be done. */
export interface Order {
  readonly way: "copy" | "link";
  readonly settings: InsertSettings;
  /** The one alternative text that was chosen; null where it is offered as the settings say. */
  readonly alt: string | null;
}

const REMEMBERED = "bowerbird.insertion";

/** Take the order from the settings, or ask for it; null where the person gave up. */
export async function chosenFor(
  parts: { readonly hub: Hub; readonly memory: vscode.Memento },
  hits: readonly Hit[],
  options: UseOptions,
  spot: Spot,
): Promise<Order | null> {
  const settings = readSettings(spot.document);
  if (options.way !== "options") {
    return { way: options.way === "usual" ? settings.way : options.way, settings, alt: null };
  }
  const [hit] = hits;
  if (hit === undefined) return null;
  const usual: Choices = { way: settings.way, form: settings.copyForm, alt: null };
  const kept = parts.memory.get<Partial<Choices>>(REMEMBERED) ?? {};
  const { capabilities } = await parts.hub.connect({ signal: options.signal });
  const alts =
    hits.length > 1 || settings.alt === "empty"
      ? null
      : alternativeTexts(await knownOf(parts.hub, hit, options, spot.selected));
  const canConvert = capabilities.includes("renditions");
  const before: Choices = {
    ...usual,
    ...(kept.way === "copy" || kept.way === "link" ? { way: kept.way } : {}),
    form: { ...usual.form, ...kept.form },
  };
  const what = hits.length > 1 ? l10n.t("{0} pictures", hits.length) : quoted(hit.name);
  const choices = await askForChoices(what, before, canConvert, alts);
  if (choices === null) return null;
  await parts.memory.update(REMEMBERED, { way: choices.way, form: choices.form });
  const copyForm = canConvert ? choices.form : settings.copyForm;
  return { way: choices.way, settings: { ...settings, copyForm }, alt: choices.alt };
}
