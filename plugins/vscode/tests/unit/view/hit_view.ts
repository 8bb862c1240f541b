import type { HitView } from "../../../src/core/messages";

/** A hit as the view is sent it; a test says what is different. */
export const HIT: HitView = {
  id: "a",
  content: "a",
  name: "mug.jpg",
  folder: "products",
  path: null,
  similarity: 87.4,
  reasons: [{ signal: "picture", detail: "looks alike" }],
  calibrated: true,
  labels: [],
  boxes: [],
  core: false,
  curated: false,
  width: 1200,
  height: 800,
  mediaType: "image/jpeg",
  bytes: 1,
  online: true,
  disk: null,
  offlineReason: null,
  copies: 0,
};
