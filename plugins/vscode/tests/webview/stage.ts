// Stands where the editor would: gives the view its api, keeps what it says, and speaks to it.

import type { FromView, ToView } from "../../src/core/messages";

interface Stage {
  /** All that the view said, in order. */
  readonly said: FromView[];
  kept: unknown;
  /** Breaches of the policy, faults, and images that were let go. */
  readonly breaches: string[];
  /** The longest task on the main thread since `measure`, in milliseconds. */
  longest: number;
  revoked: number;
  made: number;
  /** Thumbnails by the id of the picture, in base64; null for what cannot be had. Others are never answered. */
  thumbnails: Readonly<Record<string, { readonly content: string; readonly webp: string | null }>>;
  say(message: ToView): void;
  measure(): void;
}

declare global {
  interface Window {
    stage: Stage;
    acquireVsCodeApi(): unknown;
  }
}

const stage: Stage = {
  said: [],
  kept: JSON.parse(sessionStorage.getItem("kept") ?? "null"),
  breaches: [],
  longest: 0,
  revoked: 0,
  made: 0,
  thumbnails: {},
  say: (message) => window.postMessage(message, window.origin),
  measure: () => {
    stage.longest = 0;
  },
};
window.stage = stage;

// As the extension does: each is given once while it stays wanted.
let given = new Set<string>();

function serve(wanted: readonly { readonly id: string; readonly side: 160 | 320 | 640 }[]): void {
  const before = given;
  given = new Set();
  for (const { id, side } of wanted) {
    const held = stage.thumbnails[id];
    if (!held) continue;
    if (held.webp !== null) given.add(`${side} ${id}`);
    if (before.has(`${side} ${id}`)) continue;
    const bytes = held.webp === null ? null : Uint8Array.from(atob(held.webp), (each) => each.charCodeAt(0));
    stage.say({ type: "thumbnail", content: held.content, side, bytes });
  }
}

let isAcquired = false;
window.acquireVsCodeApi = () => {
  if (isAcquired) throw new Error("the editor's api was asked for twice");
  isAcquired = true;
  return Object.freeze({
    postMessage: (message: FromView) => {
      stage.said.push(structuredClone(message));
      if (message.type === "want") setTimeout(() => serve(message.thumbnails));
    },
    getState: () => stage.kept ?? undefined,
    setState: (state: unknown) => {
      stage.kept = state;
      sessionStorage.setItem("kept", JSON.stringify(state));
      return state;
    },
  });
};

addEventListener("securitypolicyviolation", (event) => {
  stage.breaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
addEventListener("error", (event) => {
  stage.breaches.push(`error ${event.message}`);
});
addEventListener("unhandledrejection", (event) => {
  stage.breaches.push(`rejection ${String(event.reason)}`);
});

const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (blob) => {
  stage.made += 1;
  return createObjectURL.call(URL, blob);
};
URL.revokeObjectURL = (url) => {
  stage.revoked += 1;
  revokeObjectURL.call(URL, url);
};

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) stage.longest = Math.max(stage.longest, duration);
}).observe({ type: "longtask", buffered: false });
