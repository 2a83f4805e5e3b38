// Oracle: what a student should read at midnight, word for word: the layer or call, what came, what was expected, how to mend it.
import { expect } from "chai";
import { gradients } from "./gradients.ts";
import { layers } from "./layers.ts";
import type { Mistake } from "./library.ts";
import { losses } from "./losses.ts";
import { tensors } from "./tensors.ts";
import { training } from "./training.ts";

/** What `run` throws, or what it warns of. */
function said(run: () => unknown): { message: string; how: "throws" | "warns" } {
  const warn = console.warn;
  const warnings: unknown[] = [];
  console.warn = (text: unknown) => warnings.push(text);
  try {
    run();
    return { message: warnings.join("\n"), how: "warns" };
  } catch (error) {
    return { message: (error as Error).message, how: "throws" };
  } finally {
    console.warn = warn;
  }
}

const tables: Record<string, Mistake[]> = { layers, losses, gradients, tensors, training };

describe("mistakes", () => {
  for (const [name, mistakes] of Object.entries(tables)) {
    describe(name, () => {
      for (const [what, run, message, how = "throws"] of mistakes)
        it(what, () => expect(said(run)).to.deep.equal({ message, how }));
    });
  }

  it("are at least 60, each told apart from the others", () => {
    const all = Object.values(tables).flat();
    expect(all.length).to.be.at.least(60);
    expect(new Set(all.map(([what]) => what)).size).to.equal(all.length);
  });
});
