import * as vscode from "vscode";
import type { DestinationSettings, Destinations } from "../../core/inserting/destinations";
import type { CopyForm } from "../../core/inserting/formats";
import type { Wish } from "../../core/inserting/forms";
import type { AltChoice } from "../../core/inserting/pieces";

/** What the settings say of pictures in a document. */
export interface InsertSettings {
  readonly way: "copy" | "link";
  readonly alt: AltChoice;
  readonly wish: Wish;
  readonly copyForm: CopyForm;
  readonly destinations: DestinationSettings;
  readonly nameTemplate: string;
}

/** Read the settings that hold for a document. What is no right value counts as not set. */
export function readSettings(scope: vscode.ConfigurationScope): InsertSettings {
  const ours = vscode.workspace.getConfiguration("bowerbird", scope);
  const markdown = vscode.workspace.getConfiguration("markdown", scope);
  return {
    way: oneOf(ours.get("insert.way"), ["copy", "link"]),
    alt: oneOf(ours.get("insert.altText"), ["choose", "automatic", "empty"]),
    wish: {
      markdownForm: oneOf(ours.get("insert.markdownForm"), ["markdown", "html"]),
      dimensions: ours.get("insert.dimensions") === true,
    },
    copyForm: {
      format: oneOf(ours.get("copy.format"), ["original", "webp", "avif", "jpeg", "png"]),
      longSide: wholeNumber(ours.get("copy.longSide"), 0, 16_384, 0),
      quality: wholeNumber(ours.get("copy.quality"), 1, 100, 82),
    },
    destinations: {
      own: destinations(ours.get("copy.destination")),
      markdown: destinations(markdown.get("copyFiles.destination")),
    },
    nameTemplate: text(ours.get("copy.nameTemplate")),
  };
}

function oneOf<const T extends string>(value: unknown, allowed: readonly [T, ...T[]]): T {
  return allowed.find((one) => one === value) ?? allowed[0];
}

function wholeNumber(value: unknown, least: number, most: number, usual: number): number {
  return typeof value === "number" && Number.isFinite(value)
    ? Math.min(most, Math.max(least, Math.round(value)))
    : usual;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function destinations(value: unknown): Destinations {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
