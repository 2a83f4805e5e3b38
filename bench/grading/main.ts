/**
 * Submissions per second on notebooks of 10 questions and 20 tests: tsgrad with 1 and 2 workers, nbgrader and otter-grader.
 *
 *     npm run bench:grading -- --submissions 100 --peers 20 --otter 5
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadAssignment } from "../../autograder/assignment/index.ts";
import { gradeClass } from "../../autograder/grade/index.ts";
import { writeNotebook } from "../../autograder/notebook/index.ts";
import { prepareMachine } from "../../autograder/runner/index.ts";
import { nbgraderSource, otterMaster, pythonAnswers, writeAssignment } from "./assignment.ts";
import { peersBin, runPeer } from "./peers.ts";
import { spawnTimes } from "./spawn.ts";

const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const root = mkdtempSync(join(tmpdir(), "tsgrad-bench-"));
const allProcessors = `0-${availableParallelism() - 1}`;
const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);

interface Rate {
  perSecond: number;
  /** Of the whole machine, a submission, so it holds what the kernel did for sandboxes as well; right only on a quiet machine. */
  processorSeconds: number;
}

/** Seconds that the machine's processors worked: user, nice, system, interrupts. */
function processors(): number {
  const fields = readFileSync("/proc/stat", "utf8").split("\n")[0]!.trim().split(/\s+/).slice(1).map(Number);
  return [0, 1, 2, 5, 6].reduce((sum, field) => sum + fields[field]!, 0) / 100;
}

/** Holds this process and all it starts to `list` of the machine's processors. */
const pin = (list: string) =>
  execFileSync("taskset", ["-acp", list, String(process.pid)], { encoding: "utf8", stdio: "pipe" });

/** Grades on as many processors as there are workers, or on all of them where `everywhere`. */
async function ours(workers: number, count: number, everywhere = false): Promise<Rate> {
  const folder = writeAssignment(root);
  const assignment = await loadAssignment(folder);
  const submissions = join(root, "class");
  for (let n = 0; n < count; n++) {
    const path = join(submissions, `student-${n}`);
    mkdirSync(path, { recursive: true });
    await writeNotebook(join(path, "bench-shape.ipynb"), assignment.solution);
  }
  pin(everywhere ? allProcessors : `0-${workers - 1}`);
  const [began, used] = [performance.now(), processors()];
  const { results } = await gradeClass({
    assignment,
    folder,
    project,
    submissions,
    out: mkdtempSync(join(root, "out-")),
    workers,
  });
  const seconds = (performance.now() - began) / 1000;
  const processorSeconds = (processors() - used) / count;
  pin(allProcessors);
  const wrong = results.filter(({ score, max_score }) => score !== max_score);
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${count} solutions did not get full marks`);
  return { perSecond: count / seconds, processorSeconds };
}

function nbgrader(bin: string, count: number): Rate {
  const course = join(root, "course");
  mkdirSync(join(course, "source/bench"), { recursive: true });
  writeFileSync(join(course, "nbgrader_config.py"), "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n");
  writeFileSync(join(course, "source/bench/bench.ipynb"), nbgraderSource());
  expectOk(runPeer(bin, "nbgrader", ["generate_assignment", "bench", "--create"], course, 600));
  const release = JSON.parse(readFileSync(join(course, "release/bench/bench.ipynb"), "utf8"));
  const answers = pythonAnswers();
  for (const cell of release.cells) cell.source = answers.get(cell.metadata.nbgrader?.grade_id) ?? cell.source;
  for (let n = 0; n < count; n++) {
    const folder = join(course, "submitted", `student-${n}`, "bench");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "bench.ipynb"), JSON.stringify(release));
  }
  const used = processors();
  const ran = runPeer(bin, "nbgrader", ["autograde", "bench", "--create"], course, 1200);
  expectOk(ran);
  return { perSecond: count / ran.seconds, processorSeconds: (processors() - used) / count };
}

interface Score {
  score?: number;
}

function otter(bin: string, count: number): Rate {
  const folder = join(root, "otter");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bench.ipynb"), otterMaster());
  expectOk(runPeer(bin, "otter", ["assign", "bench.ipynb", "dist", "--no-pdfs"], folder, 600));
  const solution = join(folder, "dist/autograder/bench.ipynb");
  const zip = runPeer(
    bin,
    "python",
    ["-c", "import glob; print(glob.glob('dist/autograder/*.zip')[0])"],
    folder,
    20,
  ).output.trim();
  let seconds = 0;
  const used = processors();
  for (let n = 0; n < count; n++) {
    const submission = join(folder, `student-${n}`);
    mkdirSync(submission);
    cpSync(solution, join(submission, "bench.ipynb"));
    const ran = runPeer(bin, "otter", ["run", "-a", join(folder, zip), "bench.ipynb"], submission, 300);
    expectOk(ran);
    const { tests } = JSON.parse(readFileSync(join(submission, "results.json"), "utf8")) as { tests: Score[] };
    const score = tests.reduce((sum, test) => sum + (test.score ?? 0), 0);
    if (score !== 20) throw new Error(`otter gave a solution ${score} of 20 points:\n${ran.output.slice(-3000)}`);
    seconds += ran.seconds;
  }
  return { perSecond: count / seconds, processorSeconds: (processors() - used) / count };
}

function expectOk({ ok, output }: { ok: boolean; output: string }): void {
  if (!ok) throw new Error(`A peer failed:\n${output.slice(-3000)}`);
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      submissions: { type: "string", default: "100" },
      peers: { type: "string", default: "20" },
      otter: { type: "string", default: "5" },
      rounds: { type: "string", default: "40" },
    },
  });
  const count = Number(values.submissions);
  await prepareMachine(project);
  await ours(1, 2);
  const step = (name: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${name}`);
  step("tsgrad, 1 worker");
  const free = await ours(1, count, true);
  const one = await ours(1, count);
  step(
    `tsgrad, 2 workers (1 worker, all processors: ${free.perSecond.toFixed(2)}, 1 processor: ${one.perSecond.toFixed(2)} a second)`,
  );
  const two = await ours(2, count);
  step(`starts (2 workers: ${two.perSecond.toFixed(2)} a second)`);
  const { plain, sandbox } = await spawnTimes(project, Number(values.rounds));
  step(`plain ${plain.toFixed(1)} ms, in the sandbox ${sandbox.toFixed(1)} ms`);
  const rates: [string, number, Rate][] = [
    ["tsgrad, 1 worker on 1 processor", count, one],
    ["tsgrad, 1 worker on all processors", count, free],
    ["tsgrad, 2 workers on 2 processors", count, two],
  ];
  const peers = Number(values.peers);
  let base: Rate | undefined;
  if (peers > 0) {
    const bin = peersBin(project);
    step("nbgrader");
    base = nbgrader(bin, peers);
    rates.push(["nbgrader 0.9.6", peers, base]);
    step(`otter (nbgrader: ${base.perSecond.toFixed(2)} a second)`);
    rates.push(["otter-grader 7.0.0, local", Number(values.otter), otter(bin, Number(values.otter))]);
  }
  row("grader", "submissions", "per second", "times nbgrader", "processor seconds each");
  row("---", "---", "---", "---", "---");
  for (const [name, submissions, { perSecond, processorSeconds }] of rates) {
    const times = base ? (perSecond / base.perSecond).toFixed(1) : "";
    row(name, submissions, perSecond.toFixed(2), times, processorSeconds.toFixed(2));
  }
  console.log(`\n2 workers on 2 processors to 1 on 1: ${(two.perSecond / one.perSecond).toFixed(2)}`);
  console.log(
    `Start of Node until its first word, median: plain ${plain.toFixed(1)} ms, in the sandbox ${sandbox.toFixed(1)} ms, ${(sandbox - plain).toFixed(1)} ms more`,
  );
  rmSync(root, { recursive: true, force: true });
  return 0;
}
