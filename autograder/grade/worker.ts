/** A grading process: trusted, one submission at a time. Its parent starts several and survives their deaths. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Assignment, loadAssignment } from "../assignment/index.ts";
import { feedbackPage } from "../feedback/index.ts";
import { writeAtomically } from "../notebook/index.ts";
import { prepareMachine, sessionPool } from "../runner/index.ts";
import { InfrastructureError } from "../sandbox/index.ts";
import { fileCache } from "./cache.ts";
import type { Results } from "./results.ts";
import { type GradeOptions, gradeSubmission } from "./submission.ts";
import { beforeDue } from "./view.ts";

export interface WorkerTask {
  student: string;
  folder: string;
  out: string;
  /** See `GradeOptions`. */
  doubtful: boolean;
  /** The student's files are for before the due time. */
  pending: boolean;
}

export type WorkerReply = { student: string } & ({ results: Results } | { infrastructure: string });

/** Grades what the parent asks for until it goes. */
async function serve(): Promise<void> {
  const [folder, project, cacheFolder, gpu] = process.argv.slice(2) as [string, string, string?, string?];
  const files = join(folder, "files");
  const withFiles = existsSync(files) ? { files } : {};
  const [assignment, machine] = await Promise.all([loadAssignment(folder), prepareMachine(project)]);
  const pool = sessionPool(machine, assignment, { ...withFiles, ...(gpu && { gpu: Number(gpu) }) });
  const cache = cacheFolder ? { cache: fileCache(cacheFolder, project, assignment, withFiles.files) } : {};
  process.on("message", (task: WorkerTask) => {
    void grade(assignment, task, { pool, ...cache }).then((reply) => process.send!(reply));
  });
  process.on("disconnect", () => void pool.close().finally(() => process.exit(0)));
  process.send!({ ready: true });
}

async function grade(
  assignment: Assignment,
  { student, folder, out, doubtful, pending }: WorkerTask,
  options: GradeOptions,
): Promise<WorkerReply> {
  try {
    const graded = await gradeSubmission(assignment, student, folder, { ...options, doubtful });
    mkdirSync(out, { recursive: true });
    const shown = { ...graded, results: pending ? beforeDue(graded.results) : graded.results };
    await writeAtomically(join(out, "results.json"), `${JSON.stringify(shown.results, undefined, 2)}\n`);
    await writeAtomically(join(out, "feedback.html"), await feedbackPage(shown));
    return { student, results: graded.results };
  } catch (error) {
    const detail = error instanceof InfrastructureError ? error.message : ((error as Error).stack ?? String(error));
    return { student, infrastructure: detail };
  }
}

await serve();
