// Where in a picture that lies which matches: what is worth a box, its outline, and the same in words.

import * as l10n from "@vscode/l10n";
import type { Corners, HitView } from "../core/messages";
import { percent } from "./phrases";

/** As much of a picture, and what matches is the picture: a box around it would say nothing. */
const WHOLE = 0.97;

interface Match {
  /** What it shares with the picture that was given. */
  readonly shared: readonly Corners[];
  /** Lines of letters that were asked for. */
  readonly letters: readonly Corners[];
}

type Point = readonly [x: number, y: number];

/** Give the boxes that are worth drawing. */
export function boxesOf(hit: HitView): readonly Corners[] {
  const { shared, letters } = matchOf(hit);
  return [...shared, ...letters];
}

/** Say where that lies which matches, and how much of the picture it is; "" where there is no box to draw. */
export function matchWords(hit: HitView): string {
  const { shared, letters } = matchOf(hit);
  return [sharedWords(shared), letterWords(letters)].filter((sentence) => sentence !== "").join(" ");
}

function matchOf(hit: HitView): Match {
  const hasLetters = hit.reasons.some(({ signal }) => signal === "letters");
  // The hub puts what was proved first, as one box, and the lines of letters after it. Without a label nothing was
  // proved: what is merely of the same scene is told as verified, too, and has no box.
  const count = hasLetters ? Number(hit.labels.length > 0) : hit.boxes.length;
  return {
    shared: hit.boxes.slice(0, count).filter(isPart),
    letters: hit.boxes.slice(count).filter(isPart),
  };
}

function sharedWords(boxes: readonly Corners[]): string {
  const [share, places] = [shareOf(boxes), placesOf(boxes)];
  if (boxes.length === 0) return "";
  return boxes.length === 1
    ? l10n.t("What matches is {0} of the picture, {1}.", share, places)
    : l10n.t("What matches are {0} parts, together {1} of the picture: {2}.", boxes.length, share, places);
}

function letterWords(boxes: readonly Corners[]): string {
  const [share, places] = [shareOf(boxes), placesOf(boxes)];
  if (boxes.length === 0) return "";
  return boxes.length === 1
    ? l10n.t("The letters that match take up {0} of the picture, {1}.", share, places)
    : l10n.t(
        "The letters that match stand in {0} lines, together {1} of the picture: {2}.",
        boxes.length,
        share,
        places,
      );
}

function shareOf(boxes: readonly Corners[]): string {
  const share =
    100 *
    Math.min(
      1,
      boxes.reduce((sum, box) => sum + area(pointsOf(box)), 0),
    );
  return share < 0.5 ? l10n.t("less than {0}", percent(1)) : percent(share);
}

function placesOf(boxes: readonly Corners[]): string {
  return [...new Set(boxes.map(placeOf))].join(", ");
}

function placeOf(box: Corners): string {
  const points = pointsOf(box);
  const third = (values: readonly number[]) =>
    Math.min(2, Math.floor(((Math.min(...values) + Math.max(...values)) / 2) * 3));
  const row = third(points.map(([, y]) => y));
  const column = third(points.map(([x]) => x));
  const places = [
    l10n.t("at the top on the left"),
    l10n.t("at the top"),
    l10n.t("at the top on the right"),
    l10n.t("on the left"),
    l10n.t("in the middle"),
    l10n.t("on the right"),
    l10n.t("at the bottom on the left"),
    l10n.t("at the bottom"),
    l10n.t("at the bottom on the right"),
  ];
  return places[3 * row + column] ?? "";
}

function isPart(box: Corners): boolean {
  const share = area(pointsOf(box));
  return share > 0 && share < WHOLE;
}

/** Measure a polygon by the shoelace formula. */
function area(points: readonly Point[]): number {
  const sum = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum) / 2;
}

function pointsOf(box: Corners): readonly [Point, Point, Point, Point] {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = box;
  return [
    [x0, y0],
    [x1, y1],
    [x2, y2],
    [x3, y3],
  ];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Give the points of a line around a box on a picture of `size`, as SVG writes them.
 *
 * It runs `apart` outside, for letters to stay readable, and `inside` the edges of the picture, for it to be seen there.
 */
export function outline(box: Corners, { width, height }: Size, apart: number, inside: number): string {
  const corners = pointsOf(box).map(([x, y]): Point => [x * width, y * height]);
  const within = (value: number, most: number) =>
    Math.max(Math.min(inside, most / 2), Math.min(value, most - Math.min(inside, most / 2)));
  return corners
    .map(([x, y], index) => {
      const [fromX, fromY] = away([x, y], corners[(index + 3) % 4]);
      const [toX, toY] = away([x, y], corners[(index + 1) % 4]);
      const left = within(x + apart * (fromX + toX), width);
      const top = within(y + apart * (fromY + toY), height);
      return `${left.toFixed(2)},${top.toFixed(2)}`;
    })
    .join(" ");
}

/** Give the direction, one long, that leads away from another point. */
function away([x, y]: Point, from: Point = [x, y]): Point {
  const [dx, dy] = [x - from[0], y - from[1]];
  const length = Math.hypot(dx, dy);
  return length === 0 ? [0, 0] : [dx / length, dy / length];
}
