import type { Graded, Results } from "../../../autograder/grade/index.ts";
import type { Notebook } from "../../../autograder/notebook/index.ts";

export type { Graded };

/** One attack of section 3.3 of the survey of autograders, aimed at the fixture `small-steps` (q1 4 points, q2 2, q3 3). */
export interface Attack {
  /** Number in the survey, with a letter for variants. */
  id: string;
  title: string;
  /** Replaces the text of answer cells of the solution. */
  q1?: string;
  q2?: string;
  q3?: string;
  /** A file that is not a whole notebook, in the place of the submission. */
  file?: string | Buffer;
  /** The student's folder, where its name is part of the attack. */
  student?: string;
  /** The submission as a whole is refused, with this reason. */
  refused?: RegExp;
  /** Or changes the whole notebook. */
  change?(notebook: Notebook): void;
  /** Points per question that honest code of the same worth would get. */
  expected: [number, number, number];
  /** More that must hold of the results and the feedback page. */
  check?(results: Results, page: string): void;
}

/** An answer to q1 that is wrong for negative numbers: worth the public point only. */
export const wrongRelu = "function relu(values: number[]): number[] { return values; }";
/** An answer to q1 that is right. */
export const rightRelu =
  "function relu(values: number[]): number[] { return values.map((value) => Math.max(0, value)); }";
