import Mocha from "mocha";
import { type Assignment, type Question, type Test, type TestFile, visibilities } from "../assignment/index.ts";
import { defineTests } from "../authoring/context.ts";
import type { TestContext } from "../authoring/index.ts";
import { PropertyFailure } from "../authoring/property.ts";
import { remoteNotebook, StudentError, type Transport } from "../authoring/remote.ts";
import { InfrastructureError } from "../sandbox/index.ts";
import { ProcessLost } from "./session.ts";

export type TestOutcome =
  | { outcome: "passed" }
  /** The author's test awarded a part, and wrote why. */
  | { outcome: "partial"; share: number; detail?: string }
  /** What the student's values did not meet. */
  | { outcome: "failed"; detail: string; shown?: string }
  /** What the student's code threw. */
  | { outcome: "threw"; detail: string }
  | { outcome: "lost"; reason: ProcessLost["reason"]; detail: string };

/** A notebook that tests can ask. */
export interface Askable {
  transport(question: string, budget: Budget): Transport;
}

/** What a test has left of its question's limits; asking spends seconds and calls. */
export interface Budget {
  seconds: number;
  calls: number;
  /** MiB, see `QuestionLimits`. */
  memory?: number;
}

const unlimited: Budget = { seconds: 3600, calls: Number.POSITIVE_INFINITY };

export interface TestSetting {
  student: Askable;
  reference: Askable;
  /** Begins every test's random inputs, with question and title's place. */
  seed: string;
  fashionMNIST: TestContext["fashionMNIST"];
}

/** Runs the tests of questions under mocha, in one run. Throws `InfrastructureError` when the machine failed. */
export async function runTests(
  assignment: Assignment,
  questions: readonly Question[],
  setting: TestSetting,
): Promise<Map<Test, TestOutcome>> {
  const outcomes = new Map<Test, TestOutcome>();
  let broken: InfrastructureError | undefined;
  const mocha = new Mocha({
    reporter: class {} as unknown as Mocha.ReporterConstructor,
    ui: "bdd",
    timeout: 0,
  });
  for (const { test, run } of testsOf(assignment, questions, setting)) {
    const body = async () => {
      if (broken) throw broken;
      try {
        outcomes.set(test, await run());
      } catch (error) {
        if (error instanceof InfrastructureError) broken = error;
        outcomes.set(test, outcomeOf(error));
        throw error;
      }
    };
    mocha.suite.addTest(new Mocha.Test(test.title, body));
  }
  await new Promise<void>((resolve) => {
    mocha.run(() => resolve());
  });
  mocha.dispose();
  if (broken) throw broken;
  return outcomes;
}

interface RunnableTest {
  test: Test;
  run(): Promise<TestOutcome>;
}

/** In the order of `visibilities`, and of the questions in each. */
function testsOf(assignment: Assignment, questions: readonly Question[], setting: TestSetting): RunnableTest[] {
  return visibilities.flatMap((visibility) =>
    questions.flatMap((question) => {
      const file = assignment.files.find((each) => each.question === question.name && each.visibility === visibility);
      return file ? testsOfFile(file, question, setting) : [];
    }),
  );
}

function testsOfFile({ visibility, module }: TestFile, question: Question, setting: TestSetting): RunnableTest[] {
  const { calls, memory } = question.limits;
  const budget: Budget = { seconds: 0, calls, memory };
  const { tests, begin, awarded } = defineTests(module, {
    student: remoteNotebook(setting.student.transport(question.name, budget)),
    ...(visibility !== "public" && {
      reference: remoteNotebook(setting.reference.transport(question.name, { ...unlimited })),
    }),
    fashionMNIST: setting.fashionMNIST,
  });
  const known = question.tests.filter((test) => test.visibility === visibility);
  return tests.map(({ body }, index) => {
    const test = known[index]!;
    const run = async (): Promise<TestOutcome> => {
      budget.seconds = test.seconds;
      begin(`${setting.seed}/${question.name}/${visibility}/${index}`);
      await body();
      const { share, message } = awarded();
      if (share === 1) return { outcome: "passed" };
      return { outcome: "partial", share, ...(message !== undefined && { detail: message }) };
    };
    return { test, run };
  });
}

function outcomeOf(error: unknown): TestOutcome {
  if (error instanceof ProcessLost) return { outcome: "lost", reason: error.reason, detail: error.message };
  if (error instanceof StudentError) return { outcome: "threw", detail: `${error.thrown}: ${error.message}` };
  const shown = error instanceof PropertyFailure ? error.shown : undefined;
  const detail = error instanceof Error ? error.message : String(error);
  return { outcome: "failed", detail, ...(shown !== undefined && { shown }) };
}
