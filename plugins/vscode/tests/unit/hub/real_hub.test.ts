import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HubClient } from "../../../src/core/hub/client";
import { conformsToHub } from "./conformance";
import { Person } from "./person";
import { Secrets } from "./secrets";

conformsToHub("The client of a real hub", async () => {
  const person = await Person.settle();
  await person.start();
  const hub = new HubClient({
    name: "Tests",
    credentials: new Secrets(),
    place: person.place,
    starting: () => ({ isAllowed: false, command: [] }),
  });
  return {
    hub,
    picture: await readFile(join(person.pictures, "mug-red-front.jpg")),
    approve: async (code) => void (await person.run("pair", code)),
    deny: async (code) => void (await person.run("pair", "--deny", code)),
    stop: () => person.stop(),
    start: () => person.start(),
    close: async () => {
      hub.dispose();
      await person.leave();
    },
  };
});
