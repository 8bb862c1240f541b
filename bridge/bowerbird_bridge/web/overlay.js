// Boxes drawn over a picture, where a match or letters stand in it, with the same in words.

import { button, el } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 40; // more boxes than this say nothing any more

/** @typedef {number[]} Corners four corners, x and y each, clockwise from the top left, as fractions */

/**
 * Draw boxes over a picture that is shown whole in its place (`object-fit: contain`).
 * @param {Corners[]} boxes
 * @param {{width: number, height: number}} size of the picture, for its proportions
 * @param {string} words what the boxes are, for those who do not see them
 */
export function overlay(boxes, { width, height }, words) {
  const drawing = make("svg", { class: "overlay", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMid meet", role: "img", "aria-label": words });
  for (const corners of boxes.slice(0, MOST)) {
    const points = pairs(corners).map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`).join(" ");
    drawing.append(make("polygon", { points, class: "halo" }), make("polygon", { points, class: "edge" }));
  }
  return drawing;
}

/** A switch that hides and shows an overlay. */
export function overlaySwitch(drawing) {
  const pressed = button({ text: "Boxes", kind: "small", icon: "crop", "aria-pressed": "true", title: "Show the boxes on the picture", onclick: () => {
    const on = drawing.classList.toggle("off") === false;
    pressed.setAttribute("aria-pressed", String(on));
  } });
  return pressed;
}

/** Where a box lies and how much it covers, in words. */
export function whereabouts(corners) {
  const points = pairs(corners);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const share = Math.round(area(points) * 100);
  if (share >= 97) return "the whole picture";
  const side = (low, high, names) => names[Math.min(2, Math.max(0, Math.floor(((low + high) / 2) * 3)))];
  const row = side(Math.min(...ys), Math.max(...ys), ["at the top", "", "at the bottom"]);
  const column = side(Math.min(...xs), Math.max(...xs), ["on the left", "", "on the right"]);
  const place = [row, column].filter(Boolean).join(" ") || "in the middle";
  return `${share < 1 ? "less than 1 %" : `${share} %`} of the picture, ${place}`;
}

function pairs(corners) {
  return [0, 2, 4, 6].map((at) => [corners[at], corners[at + 1]]);
}

/** The area of a polygon by the shoelace formula. */
function area(points) {
  return Math.abs(points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
