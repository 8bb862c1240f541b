// The control of the harness: the tests around it expect exactly these to fail. It is no suite of the extension.

import assert from "node:assert/strict";
import { suite } from "./suite";

export const run = suite((test) => {
  test("a claim that is true passes", () => assert.equal(1 + 1, 2));
  test("a claim that is false fails", () => assert.equal(1 + 1, 3));
  test("a test that never ends fails", () => new Promise(() => undefined), 0.2);
  test("a test that comes after them runs", async (host) => {
    await host.open("guide.md", "one |two");
    assert.deepEqual(await host.files(), ["guide.md"]);
  });
  test("nothing is left of the test before", async (host) => {
    assert.deepEqual(await host.files(), []);
  });
  test("a hub that does not run fails what needs it", async (host) => {
    await host.control.hub("stop");
    await host.control.owner("GET", "/v1/status");
  });
  test("the hub runs again", async (host) => {
    assert.ok(await host.control.owner("GET", "/v1/status"));
  });
});
