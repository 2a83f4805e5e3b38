import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Assignment } from "../assignment/index.ts";
import { feedbackPage } from "../feedback/index.ts";
import { writeAtomically } from "../notebook/index.ts";
import { gpuNumbers } from "../sandbox/index.ts";
import { gradesCsv } from "./csv.ts";
import { workerProgram } from "./program.ts";
import { addPoints, type Results } from "./results.ts";
import type { WorkerReply, WorkerTask } from "./worker.ts";

export interface ClassOptions {
  assignment: Assignment;
  /** The assignment's folder, from which each worker loads it. */
  folder: string;
  project: string;
  submissions: string;
  out: string;
  workers: number;
  /** A folder of earlier results; unchanged questions are taken from it. */
  cache?: string;
  /** The due time has not come: students' files tell of public tests only; the class table counts all. */
  pending?: boolean;
  onProgress?(progress: { done: number; total: number; results: Results; seconds: number }): void;
}

/** How often a submission is tried when the machine fails it, and up to which attempt a killed process counts as the machine's. */
const attempts = 5;
const doubtfulAttempts = 2;

/** Grades every folder of `submissions`; whatever happens to one, the others are graded. Returns the results by name. */
export async function gradeClass(options: ClassOptions): Promise<{ results: Results[]; skipped: string[] }> {
  const { students, skipped } = listStudents(options.submissions);
  mkdirSync(options.out, { recursive: true });
  const queue = students.map((student) => ({ student, attempt: 1 }));
  const results = new Map<string, Results>();
  const program = await workerProgram();
  const gpus = options.assignment.gpu ? gpuNumbers() : [];
  const work = async (number: number): Promise<void> => {
    let worker: Worker | undefined;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { student, attempt } = next;
      const task = {
        student,
        folder: join(options.submissions, student),
        out: join(options.out, student),
        doubtful: attempt <= doubtfulAttempts,
        pending: options.pending ?? false,
      };
      const started = performance.now();
      worker ??= new Worker(program, options, gpus[number]);
      const reply = await worker.grade(task);
      if (!worker.alive) worker = undefined;
      if ("infrastructure" in reply && attempt < attempts) {
        queue.push({ student, attempt: attempt + 1 });
        continue;
      }
      const result = "results" in reply ? reply.results : await writeUngraded(options, task, reply.infrastructure);
      results.set(student, result);
      options.onProgress?.({
        done: results.size,
        total: students.length,
        results: result,
        seconds: (performance.now() - started) / 1000,
      });
    }
    worker?.stop();
  };
  // A GPU is one worker's alone.
  const workers = Math.max(1, Math.min(options.workers, students.length, gpus.length || options.workers));
  await Promise.all(Array.from({ length: workers }, (_, number) => work(number)));
  const ordered = students.map((student) => results.get(student)!);
  await writeAtomically(join(options.out, "grades.csv"), gradesCsv(options.assignment, ordered));
  return { results: ordered, skipped };
}

/** Folders only: a link could lead to a neighbour's work. */
function listStudents(submissions: string): { students: string[]; skipped: string[] } {
  const students: string[] = [];
  const skipped: string[] = [];
  for (const entry of readdirSync(submissions, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "grades.csv") students.push(entry.name);
    else skipped.push(entry.name);
  }
  return { students: students.sort(), skipped: skipped.sort() };
}

class Worker {
  alive = true;
  readonly #process: ChildProcess;
  #answer: ((reply: WorkerReply) => void) | undefined;
  #student = "";

  constructor(program: string, { folder, project, cache }: ClassOptions, gpu: number | undefined) {
    const args = [folder, project, cache ?? "", ...(gpu === undefined ? [] : [String(gpu)])];
    this.#process = fork(program, args, { execArgv: ["--no-warnings"] });
    this.#process.on("message", (message: WorkerReply | { ready: true }) => {
      if (!("ready" in message)) this.#answer?.(message);
    });
    this.#process.once("exit", (code, signal) => {
      this.alive = false;
      this.#answer?.({
        student: this.#student,
        infrastructure: `the grading process ended (${signal ?? `exit code ${code}`})`,
      });
    });
  }

  async grade(task: WorkerTask): Promise<WorkerReply> {
    this.#student = task.student;
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#process.send(task, (error) => {
        if (error) resolve({ student: task.student, infrastructure: `the grading process is gone: ${error.message}` });
      });
    });
  }

  stop(): void {
    this.#process.disconnect();
  }
}

async function writeUngraded(
  { assignment }: ClassOptions,
  { student, out }: WorkerTask,
  detail: string,
): Promise<Results> {
  const results: Results = {
    schema: "tsgrad-results-1",
    assignment: assignment.name,
    title: assignment.title,
    student,
    submission: null,
    outcome: "infrastructure error",
    score: null,
    max_score: addPoints(assignment.questions.map(({ points }) => points)),
    notes: [],
    questions: [],
  };
  mkdirSync(out, { recursive: true });
  await writeAtomically(join(out, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeAtomically(join(out, "feedback.html"), await feedbackPage({ results, outputs: [] }));
  // For whoever runs the grader; the student's files do not carry it.
  return { ...results, reason: detail };
}
