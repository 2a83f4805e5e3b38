export interface PublicQuestion {
  points: number;
  /** How many further tests run after submission. */
  hidden: number;
  /** Absent where all tests of the question are hidden. Without types, as the notebook carries it. */
  tests?: (context: never) => void;
}

const known = new Map<string, PublicQuestion & { assignment: string }>();

/** Makes an assignment's public tests known to `check`. The release notebook's first cell calls it. */
export function registerTests(assignment: string, questions: Record<string, PublicQuestion>): void {
  for (const [name, question] of Object.entries(questions)) known.set(name, { ...question, assignment });
}

/**
 * Runs the public tests of a question on what the notebook's cells defined, and shows the result.
 *
 * ```ts
 * await check("q1");
 * ```
 */
export async function check(question: string): Promise<void> {
  const found = known.get(question);
  if (!found) {
    const names = [...known.keys()].join(", ") || "none yet; run the notebook's first cells";
    throw new Error(`No tests for "${question}". Known questions: ${names}.`);
  }
  // Loaded on first use: a notebook that is graded imports this file and never calls it.
  const [{ runPublicTests }, { showResult }] = await Promise.all([import("./run.ts"), import("./show.ts")]);
  showResult(question, await runPublicTests(question, found), found.hidden);
}
