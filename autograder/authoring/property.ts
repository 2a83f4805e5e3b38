import { AssertionError } from "chai";
import { type Cases, showCase } from "./cases.ts";
import { StudentError } from "./remote.ts";
import type { Random, TestContext } from "./types.ts";

/** A case for which a property does not hold. */
export class PropertyFailure extends AssertionError<unknown> {
  /** What a student may read although the test is hidden, where its author allows it. */
  readonly shown: string | undefined;

  constructor(values: readonly unknown[], error: Error, show: boolean) {
    const example = `for example for (${showCase(values)})`;
    super(`fails ${example}: ${error instanceof StudentError ? `it threw ${error.thrown}: ` : ""}${error.message}`);
    this.shown = show ? `It fails ${example}` : undefined;
  }
}

const mostShrinks = 200;

/** `property` of a test's context; the random inputs of the running test decide its cases. */
export function propertyOf(current: () => Random): TestContext["property"] {
  return async (kinds, body, { runs = 50, show = false } = {}) => {
    const seed = current().integer(0, 2 ** 31 - 1);
    const fc = await import("fast-check");
    const values = fc.tuple(...(kinds as readonly Cases<unknown>[]).map((kind) => kind.make(fc)));
    let smallest: { values: unknown[]; error: Error } | undefined;
    let broken: Error | undefined;
    let shrinks = 0;
    const holds = fc.asyncProperty(values, async (found) => {
      if (broken || (smallest && ++shrinks > mostShrinks)) return;
      try {
        await (body as unknown as (...each: unknown[]) => unknown)(...found);
      } catch (error) {
        // Whatever is not about this case ends the search: a lost process, an interrupt, a mistake in the test.
        if (!isFinding(error)) broken = error as Error;
        else smallest = { values: found, error };
        throw error;
      }
    });
    await fc.check(holds, { seed, numRuns: runs });
    // A search for smaller cases that broke off still has the case it began with, unless the machine broke it.
    if (broken && !(smallest && broken.name === "ProcessLost")) throw broken;
    if (smallest) throw new PropertyFailure(smallest.values, smallest.error, show);
  };
}

function isFinding(error: unknown): error is Error {
  return error instanceof AssertionError || (error instanceof StudentError && error.thrown !== "InterruptError");
}
