import { runInNewContext } from "node:vm";
import { afterEach, expect, test, vi } from "vitest";
import { fitsInTime } from "../../../src/core/inserting/in_time";

vi.mock("node:vm", { spy: true });

const ran = vi.mocked(runInNewContext);
const late = Object.assign(new Error("timed out"), { code: "ERR_SCRIPT_EXECUTION_TIMEOUT" });

afterEach(() => ran.mockReset());

/** Have so many runs end by the limit, after the processor worked for that long. */
function hold(runs: number, ms: number): void {
  vi.spyOn(process, "cpuUsage").mockImplementation((before) => ({
    user: before === undefined ? 0 : ms * 1000,
    system: 0,
  }));
  for (let run = 0; run < runs; run += 1) {
    ran.mockImplementationOnce(() => {
      throw late;
    });
  }
}

test("what a busy computer did not come to is run again", () => {
  hold(4, 20);
  expect(fitsInTime("a.md", "^a", "u")).toBe(true);
  expect(ran).toHaveBeenCalledTimes(5);
});

test("what takes too long itself is run once", () => {
  hold(1, 200);
  expect(() => fitsInTime("a.md", "^a", "u")).toThrow("timed out");
  expect(ran).toHaveBeenCalledTimes(1);
});

test("it is not run for ever", () => {
  hold(100, 20);
  expect(() => fitsInTime("a.md", "^a", "u")).toThrow("timed out");
  expect(ran).toHaveBeenCalledTimes(5);
});

test("what is no expression is run once", () => {
  expect(() => fitsInTime("a.md", "(", "u")).toThrow("Unterminated group");
  expect(ran).toHaveBeenCalledTimes(1);
});
