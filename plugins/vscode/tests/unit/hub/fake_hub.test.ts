import { setImmediate } from "node:timers/promises";
import { conformsToHub } from "./conformance";
import { anOriginal, FakeHub } from "./fake_hub";

conformsToHub("The hub in memory", async () => {
  const hub = new FakeHub();
  hub.paired = false;
  hub.pairing = "waiting";
  const [, second] = hub.library;
  if (second === undefined) throw new Error("an empty library");
  return {
    hub,
    picture: anOriginal(second).bytes,
    approve: async () => {
      await setImmediate();
      hub.decide("approved");
    },
    deny: async () => {
      await setImmediate();
      hub.decide("denied");
    },
    stop: async () => {
      hub.running = false;
    },
    start: async () => {
      hub.running = true;
    },
    close: async () => hub.dispose(),
  };
});
