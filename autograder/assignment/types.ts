import type { TestModule } from "../authoring/index.ts";
import type { Notebook } from "../notebook/index.ts";

/** What a cell of the source is for; the source alone decides, never a submission. */
export type CellRole = "answer" | "check" | "locked" | "demonstration" | "solution";

export interface AssignmentCell {
  id: string;
  type: "code" | "markdown" | "raw";
  role: CellRole;
  /** Of answer and check cells. */
  question?: string;
  /** What the student gets; the only text of a cell that is not an answer. */
  release: string;
  solution: string;
  /** Tags and the like, handed on to the notebooks. */
  metadata: Record<string, unknown>;
}

export interface Question {
  name: string;
  points: number;
  /** Graded by a person. */
  manual: boolean;
  /** Limit for running one answer cell, in seconds. */
  seconds: number;
  /** Ids of its answer cells, in order. */
  answers: string[];
  tests: Test[];
}

export type Visibility = "public" | "hidden";

/** One `it` of a test module, as written. */
export interface Test {
  question: string;
  visibility: Visibility;
  /** Place in its module, from 0. */
  index: number;
  title: string;
  points: number;
  message?: string;
  hint?: string;
  seconds: number;
}

export interface TestFile {
  question: string;
  visibility: Visibility;
  path: string;
  text: string;
  module: TestModule;
}

export interface Assignment {
  name: string;
  title: string;
  cells: AssignmentCell[];
  questions: Question[];
  /** MiB for the notebook's process. */
  memory: number;
  files: TestFile[];
  release: Notebook;
  solution: Notebook;
}
