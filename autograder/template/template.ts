/** The files of a new assignment: one question that builds, validates and can be graded as it is. */
export function templateFiles(name: string): Record<string, string> {
  const title = name.replace(/[-_]+/g, " ").replace(/^./, (first) => first.toUpperCase());
  return {
    [`${name}.ts`]: `// %% [markdown]
// # ${title}
// What is this about, and what will the reader be able to do at the end?

// %%
import { type Tensor, tensor } from "tsgrad";
import { check } from "tsgrad/check";

// %% [markdown]
// ## Question 1: squares (2 points)
// Write \`squares(x)\`, the square of every entry.

// %% question="q1" points=2
function squares(x: Tensor): Tensor {
  // BEGIN SOLUTION
  return x.mul(x);
  // END SOLUTION
}

// %% check="q1"

// %% [markdown] solution=true
// For mentors: what is worth asking about this answer?
`,
    "tests/public/q1.ts": `import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

export default ({ it, student, tensor, tensorCloseTo }: TestContext<{ squares(x: Tensor): Tensor }>) => {
  it("squares two numbers", { points: 1 }, async () => {
    tensorCloseTo(await student.squares(tensor([2, 3])), [4, 9]);
  });
};
`,
    "tests/hidden/q1.ts": `import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

type Answers = { squares(x: Tensor): Tensor };

export default ({ it, student, reference, random, tensorCloseTo }: TestContext<Answers>) => {
  it("equals the solution on random input", { points: 1, message: "squares is wrong for other shapes or signs" }, async () => {
    const x = random.normal([3, 4]);
    tensorCloseTo(await student.squares(x), await reference.squares(x));
  });
};
`,
  };
}
