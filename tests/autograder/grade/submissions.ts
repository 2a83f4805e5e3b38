import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Assignment } from "../../../autograder/assignment/index.ts";
import { gradeClass, type Results } from "../../../autograder/grade/index.ts";
import { type Cell, type Notebook, writeNotebook } from "../../../autograder/notebook/index.ts";

export const project = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
export const fixture = fileURLToPath(new URL("../fixtures/small-steps", import.meta.url));

/** A notebook with one cell replaced by whatever `change` makes of it. */
export function edit(notebook: Notebook, id: string, change: (cell: Cell) => Cell[]): Notebook {
  const copy = structuredClone(notebook);
  copy.cells = copy.cells.flatMap((cell) => (cell.id === id ? change(cell) : [cell]));
  return copy;
}

export function withSource(notebook: Notebook, id: string, source: string): Notebook {
  return edit(notebook, id, (cell) => [{ ...cell, source }]);
}

/** A folder of submissions, graded into another; both are gone after `remove`. */
export class Classroom {
  readonly root = mkdtempSync(join(tmpdir(), "tsgrad-class-"));
  readonly submissions = join(this.root, "submissions");
  readonly assignment: Assignment;

  readonly source: string;

  constructor(assignment: Assignment, source = fixture) {
    this.assignment = assignment;
    this.source = source;
    mkdirSync(this.submissions);
  }

  folder(student: string): string {
    const path = join(this.submissions, student);
    mkdirSync(path, { recursive: true });
    return path;
  }

  async submit(student: string, notebook: Notebook): Promise<void> {
    await writeNotebook(join(this.folder(student), `${this.assignment.name}.ipynb`), notebook);
  }

  async grade(
    out: string,
    options: { workers?: number; cache?: string; assignment?: Assignment; source?: string; pending?: boolean } = {},
  ): Promise<{ results: Map<string, Results>; out: string; skipped: string[] }> {
    const path = join(this.root, out);
    const { results, skipped } = await gradeClass({
      assignment: options.assignment ?? this.assignment,
      folder: options.source ?? this.source,
      project,
      submissions: this.submissions,
      out: path,
      workers: options.workers ?? 2,
      ...(options.pending && { pending: true }),
      ...(options.cache && { cache: options.cache }),
    });
    return { results: new Map(results.map((result) => [result.student, result])), out: path, skipped };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Score of each question, in order. */
export function scores(results: Results | undefined): (number | null)[] {
  return results?.questions.map(({ score }) => score) ?? [];
}
