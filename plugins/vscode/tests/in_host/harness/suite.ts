import { Control } from "./control";
import { InHost } from "./in_host";

export type Body = (host: InHost) => void | Promise<void>;

/** Declare a test: what it proves, how, and after how many seconds it has failed (120 where it says nothing: that is no measure). */
export type Declare = (title: string, body: Body, seconds?: number) => void;

interface Test {
  readonly title: string;
  readonly body: Body;
  readonly seconds: number;
}

const USUAL_SECONDS = 120;

/** Make what the editor calls: it runs the tests one after the other, tells of each, and fails where one has failed. */
export function suite(declare: (test: Declare) => void): () => Promise<void> {
  return async () => {
    const tests: Test[] = [];
    declare((title, body, seconds = USUAL_SECONDS) => tests.push({ title, body, seconds }));
    const control = new Control();
    const host = new InHost(control, await control.about());
    const wanted = new RegExp(host.about.only);
    const failed: string[] = [];
    for (const test of tests.filter(({ title }) => wanted.test(title))) {
      const began = Date.now();
      const error = await attempt(test, host);
      if (error !== null) failed.push(test.title);
      await control.report(test.title, error, Date.now() - began);
    }
    if (failed.length > 0) throw new Error(`failed: ${failed.join("; ")}`);
  };
}

/** Run a test in a cleared window; gives what it failed with. */
async function attempt(test: Test, host: InHost): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${test.seconds} s`)), test.seconds * 1000);
  });
  try {
    await host.clear();
    await Promise.race([test.body(host), tooLong]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
