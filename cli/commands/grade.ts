import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findAssignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { gradeClass, type Results } from "../../autograder/grade/index.ts";
import { prepareMachine } from "../../autograder/runner/index.ts";

export const summary = "grade ASSIGNMENT --submissions DIR --out DIR   grade a folder of <student>/<assignment>.ipynb";

const usage = `Usage: tsgrad grade ASSIGNMENT --submissions DIR --out DIR [--workers N] [--due TIME] [--fresh] [--json]

Writes DIR/<student>/results.json and feedback.html, and DIR/grades.csv. Before --due (2026-03-01T12:00:00Z)
students' files tell of public tests and how many others are pending; grades.csv counts everything.
Questions whose answers and tests have not changed since they were graded are not run again; --fresh runs all.
Exit codes: 0 every submission has a score, 1 some could not be graded because of the machine,
2 wrong use, 3 no sandbox on this machine.`;

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      submissions: { type: "string" },
      out: { type: "string" },
      workers: { type: "string" },
      due: { type: "string" },
      fresh: { type: "boolean" },
      json: { type: "boolean" },
    },
  });
  const [name] = positionals;
  const workers = Number(values.workers ?? availableParallelism());
  const due = values.due === undefined ? Number.NEGATIVE_INFINITY : Date.parse(values.due);
  if (Number.isNaN(due)) throw new Error(`--due: expected a time such as 2026-03-01T12:00:00Z, got "${values.due}"`);
  if (!name || !values.submissions || !values.out || !Number.isInteger(workers) || workers < 1) {
    console.error(usage);
    return 2;
  }
  if (!statSync(values.submissions, { throwIfNoEntry: false })?.isDirectory()) {
    console.error(`${values.submissions} is not a folder. ${usage}`);
    return 2;
  }
  const folder = findAssignment(name, project);
  const assignment = await loadAssignment(folder);
  const status = await (await prepareMachine(project)).runner.status();
  if (!status.available) {
    for (const layer of status.layers) if (!layer.ok) console.error(`${layer.name}: ${layer.detail}`);
    console.error(
      "Student code is never run without a sandbox, so nothing was graded. `tsgrad doctor` says what is missing.",
    );
    return 3;
  }
  const { results, skipped } = await gradeClass({
    assignment,
    folder,
    project,
    submissions: resolve(values.submissions),
    out: resolve(values.out),
    workers,
    pending: Date.now() < due,
    ...(!values.fresh && { cache: join(project, ".tsgrad/cache/grades") }),
    onProgress: ({ done, total, results: one, seconds }) => {
      if (values.json)
        console.log(JSON.stringify({ done, total, seconds: Math.round(seconds * 10) / 10, ...brief(one) }));
      else console.error(`[${done}/${total}] ${one.student}  ${describe(one)}  ${seconds.toFixed(1)} s`);
    },
  });
  for (const entry of skipped) console.error(`Skipped ${entry}: not a folder with a submission`);
  return results.some(({ outcome }) => outcome === "infrastructure error") ? 1 : 0;
}

function brief({ student, outcome, score, max_score, reason }: Results) {
  return { student, outcome, score, max_score, ...(reason && { reason }) };
}

function describe({ outcome, score, max_score, reason }: Results): string {
  const points = score === null ? "not graded" : `${score} of ${max_score}`;
  return outcome === "scored" ? points : `${points} (${outcome}: ${reason})`;
}
