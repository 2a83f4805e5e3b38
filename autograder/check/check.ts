import type { TestModule } from "../authoring/index.ts";

export interface PublicQuestion {
  points: number;
  /** How many further tests run after submission. */
  hidden: number;
  tests: TestModule;
}

const assignments = new Map<string, PublicQuestion>();

/** Makes an assignment's public tests known to `check`. The release notebook's first cell calls it. */
export function registerTests(_assignment: string, questions: Record<string, PublicQuestion>): void {
  for (const [name, question] of Object.entries(questions)) assignments.set(name, question);
}

/**
 * Runs the public tests of a question on what the notebook's cells defined, and shows the result.
 *
 * ```ts
 * await check("q1");
 * ```
 */
export async function check(question: string): Promise<void> {
  const found = assignments.get(question);
  if (!found) {
    const known = [...assignments.keys()].join(", ") || "none: run the notebook's first cells again";
    throw new Error(`No question "${question}" in this notebook. Known questions: ${known}.`);
  }
  throw new Error(`check("${question}") cannot run tests yet`);
}
