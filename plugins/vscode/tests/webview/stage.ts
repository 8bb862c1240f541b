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
  say: (message) => window.postMessage(message, window.origin),
  measure: () => {
    stage.longest = 0;
  },
};
window.stage = stage;

let isAcquired = false;
window.acquireVsCodeApi = () => {
  if (isAcquired) throw new Error("the editor's api was asked for twice");
  isAcquired = true;
  return Object.freeze({
    postMessage: (message: FromView) => {
      stage.said.push(structuredClone(message));
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
