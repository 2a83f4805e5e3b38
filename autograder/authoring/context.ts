import { expect } from "chai";
import { tensorAssertions } from "./assertions.ts";
import { gen } from "./cases.ts";
import { propertyOf } from "./property.ts";
import { seededRandom } from "./random.ts";
import { remoteGradients } from "./remote.ts";
import { type TensorValue, tensor } from "./tensorValue.ts";
import type { Random, TestContext, TestModule, TestOptions } from "./types.ts";

export interface DefinedTest {
  title: string;
  options: TestOptions;
  body: () => void | Promise<void>;
}

export interface ContextOptions {
  /** Made by `remoteNotebook`. */
  student: object;
  /** Absent where no reference runs: asking for it is an error. */
  reference?: object;
  fashionMNIST: TestContext["fashionMNIST"];
}

/** The part of its points that a test earned, and why it was not all. */
export interface Award {
  share: number;
  message?: string;
}

/** The tests of a module, ready to run; `begin` seeds a test's random inputs and must be called before its body, `awarded` tells its share after it. */
export function defineTests(
  module: TestModule,
  options: ContextOptions,
): { tests: DefinedTest[]; begin(seed: string): void; awarded(): Award } {
  const tests: DefinedTest[] = [];
  let random: Random | undefined;
  let award: Award = { share: 1 };
  const current = (): Random => {
    if (!random) throw new Error("random is for the bodies of tests; use it inside it(...)");
    return random;
  };
  const context: TestContext = {
    ...tensorAssertions,
    it(title: string, ...rest: [DefinedTest["body"]] | [TestOptions, DefinedTest["body"]]) {
      const [given, body] = rest.length === 1 ? [{}, rest[0]] : rest;
      tests.push({ title, options: given, body });
    },
    expect,
    student: options.student as TestContext["student"],
    get reference(): TestContext["reference"] {
      if (options.reference) return options.reference as TestContext["reference"];
      return new Proxy(
        {},
        {
          get: (_, name) => {
            throw new Error(
              `reference.${String(name)}: public tests run without the reference solution; move this test to tests/hidden/`,
            );
          },
        },
      );
    },
    tensor,
    random: {
      normal: (...args) => current().normal(...args),
      uniform: (...args) => current().uniform(...args),
      integers: (...args) => current().integers(...args),
      integer: (...args) => current().integer(...args),
      pick: (choices) => current().pick(choices),
    },
    gen,
    property: propertyOf(current),
    award: (share, message) => {
      if (!(share >= 0 && share <= 1)) throw new RangeError(`award: expected a share of 0 to 1, got ${share}`);
      award = { share, ...(message !== undefined && { message }) };
    },
    gradients: async (fn, inputs, { cotangent } = {}) => {
      for (const notebook of [options.student, options.reference]) {
        const owner = notebook && remoteGradients(notebook);
        if (owner?.owns(fn))
          return (await owner.ask(fn, inputs, cotangent)) as { output: TensorValue; gradients: (TensorValue | null)[] };
      }
      throw new TypeError("gradients expects a function of the notebook, such as student.loss");
    },
    fashionMNIST: options.fashionMNIST,
  };
  module(context);
  return {
    tests,
    begin: (text) => {
      random = seededRandom(text);
      award = { share: 1 };
    },
    awarded: () => award,
  };
}
