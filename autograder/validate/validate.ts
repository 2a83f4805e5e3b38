import type { Assignment, Question } from "../assignment/index.ts";
import type { Results } from "../grade/results.ts";
import { type GradeOptions, gradeNotebook } from "../grade/submission.ts";
import type { Notebook } from "../notebook/index.ts";
import { type Mutant, mutants } from "./mutate.ts";

export interface Validation {
  ok: boolean;
  /** What must be mended before the assignment is given out. */
  problems: string[];
  questions: {
    name: string;
    mutants: number;
    caught: number;
    /** Errors that no test noticed: worth a test each. */
    survivors: { line: number; change: string }[];
  }[];
}

export interface ValidateOptions extends GradeOptions {
  /** Mutants a question. */
  mutants: number;
  onProgress?(step: string): void;
}

/**
 * Proves an assignment: the solution earns everything, the release nothing, and every test can fail.
 *
 * Each question's solution is run with small errors in it, one at a time; what no test notices is listed.
 */
export async function validateAssignment(assignment: Assignment, options: ValidateOptions): Promise<Validation> {
  const { onProgress = () => undefined } = options;
  const problems: string[] = [];
  onProgress("solution");
  const solved = (await gradeNotebook(assignment, "solution", assignment.solution, options)).results;
  for (const { name, score, max_score, tests, errors } of solved.questions) {
    if (score === null || score === max_score) continue;
    const failed = tests.filter(({ passed }) => !passed).map((test) => `${test.name}: ${test.message}`);
    problems.push(`The solution of ${name} earns ${score} of ${max_score}. ${[...errors, ...failed].join("; ")}`);
  }
  onProgress("release");
  const released = (await gradeNotebook(assignment, "release", assignment.release, options)).results;
  for (const { name, score } of released.questions) {
    if (score)
      problems.push(
        `The untouched release earns ${score} points in ${name}: give its stub no right value, or its test no points`,
      );
  }
  const questions = [];
  for (const question of assignment.questions.filter(({ manual }) => !manual)) {
    const failures = failedTests(released, question);
    onProgress(`${question.name} alone`);
    const alone = await gradeNotebook(assignment, "solution", assignment.solution, { ...options, only: question.name });
    const inOrder = solved.questions.find(({ name }) => name === question.name)?.score;
    const byItself = alone.results.questions.find(({ name }) => name === question.name)?.score;
    if (byItself !== inOrder) {
      problems.push(
        `The tests of ${question.name} give the solution ${byItself} points alone and ${inOrder} after the others: they depend on what other tests did`,
      );
    }
    const tried = await tryMutants(assignment, question, options, failures);
    questions.push(tried);
    for (const test of question.tests) {
      if (failures.has(`${test.visibility} ${test.index}`)) continue;
      problems.push(`No wrong answer makes the ${test.visibility} test "${test.title}" of ${question.name} fail`);
    }
  }
  return { ok: problems.length === 0, problems, questions };
}

async function tryMutants(assignment: Assignment, question: Question, options: ValidateOptions, failures: Set<string>) {
  const survivors: Mutant[] = [];
  let count = 0;
  for (const answer of assignment.cells.filter(({ id, type }) => question.answers.includes(id) && type === "code")) {
    const empty: Mutant = { line: 1, change: "the whole answer -> (nothing)", source: "" };
    for (const mutant of [empty, ...(await mutants(answer.id, answer.solution, answer.release, options.mutants))]) {
      count++;
      options.onProgress?.(`${question.name}: ${mutant.change}`);
      const notebook = withSource(assignment.solution, answer.id, mutant.source);
      const { results } = await gradeNotebook(assignment, "mutant", notebook, { ...options, only: question.name });
      const failed = failedTests(results, question);
      for (const test of failed) failures.add(test);
      if (failed.size === 0) survivors.push(mutant);
    }
  }
  return {
    name: question.name,
    mutants: count,
    caught: count - survivors.length,
    survivors: survivors.map(({ line, change }) => ({ line, change })),
  };
}

function failedTests(results: Results, question: Question): Set<string> {
  const found = results.questions.find(({ name }) => name === question.name)!;
  return new Set(
    question.tests
      .filter((_, index) => found.tests[index]?.passed === false)
      .map(({ visibility, index }) => `${visibility} ${index}`),
  );
}

function withSource(notebook: Notebook, id: string, source: string): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.id === id ? { ...cell, source } : cell)) };
}
