import { collectTests } from "./testFiles.ts";
import type { AssignmentCell, GpuWish, Question, QuestionLimits, Test, TestFile } from "./types.ts";

export interface AnswerOptions extends Partial<QuestionLimits> {
  points?: number;
  manual?: boolean;
  gpu?: GpuWish;
}

export const defaultLimits: QuestionLimits = { seconds: 180, memory: 4096, calls: 100_000 };

/** Gathers the questions of answer cells and their tests, and gives each test its points. */
export function gatherQuestions(
  cells: AssignmentCell[],
  options: Map<string, AnswerOptions>,
  files: TestFile[],
): Question[] {
  const names = new Set(cells.filter(({ role }) => role === "answer").map(({ question }) => question!));
  for (const { question, path } of files) {
    if (!names.has(question)) throw new Error(`${path}: no answer cell carries question="${question}"`);
  }
  for (const { role, question } of cells) {
    if (role === "check" && !names.has(question!))
      throw new Error(`check="${question}": no answer cell carries this question`);
  }
  return [...names].map((name) => {
    const { points, manual = false, gpu, ...limits } = options.get(name) ?? {};
    const found = files.filter(({ question }) => question === name).flatMap(collectTests);
    if (found.length === 0 && !manual)
      throw new Error(`Question "${name}" has no tests: add tests/public/${name}.ts, or mark it manual=true`);
    if (manual && points === undefined) throw new Error(`Question "${name}" is graded by hand and needs points`);
    const tests = sharePoints(name, points, found);
    return {
      name,
      points: points ?? tests.reduce((sum, test) => sum + test.points, 0),
      manual,
      limits: { ...defaultLimits, ...limits },
      ...(gpu && { gpu }),
      answers: cells.filter(({ role, question }) => role === "answer" && question === name).map(({ id }) => id),
      tests,
    };
  });
}

/** Tests with points keep them, the others share what is left; without any points each test is worth one. */
export function sharePoints(
  name: string,
  total: number | undefined,
  tests: (Omit<Test, "points"> & { points?: number })[],
): Test[] {
  const given = tests.reduce((sum, { points }) => sum + (points ?? 0), 0);
  const open = tests.filter(({ points }) => points === undefined).length;
  if (total !== undefined && (given > total + 1e-9 || (open === 0 && tests.length > 0 && given < total - 1e-9))) {
    throw new Error(`Question "${name}" is worth ${total} points, its tests ${given}: make them agree`);
  }
  const share = total === undefined ? 1 : open > 0 ? (total - given) / open : 0;
  return tests.map((test) => ({ ...test, points: test.points ?? share }));
}
