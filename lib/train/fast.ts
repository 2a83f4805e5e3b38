import { compile } from "../compile.ts";
import { scope } from "../tensor/index.ts";

/** A step that is captured where that is wanted, and frees its tensors either way. */
export function fast<A extends unknown[], R>(captured: boolean, step: (...inputs: A) => R): (...inputs: A) => R {
  return captured ? explained(compile(step)) : (...inputs) => scope(() => step(...inputs));
}

/** What can be done about a step that cannot be captured. */
function explained<A extends unknown[], R>(step: (...inputs: A) => R): (...inputs: A) => R {
  return (...inputs) => {
    try {
      return step(...inputs);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("compile: "))
        error.message += ". Or run the steps as they are: new Trainer(model, { compile: false, ... })";
      throw error;
    }
  };
}
