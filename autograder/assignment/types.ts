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
  limits: QuestionLimits;
  /** Must its code run on a GPU, or does it where there is one? */
  gpu?: GpuWish;
  /** Ids of its answer cells, in order. */
  answers: string[];
  tests: Test[];
}

export interface QuestionLimits {
  /** For running one answer cell; a test has its own. */
  seconds: number;
  /** MiB that the question's cells and tests may take beyond what the notebook held before them. */
  memory: number;
  /** How often the tests of one visibility may ask the notebook. */
  calls: number;
}

export type GpuWish = "required" | "preferred";

/** Who sees a test: everybody, nobody, or nobody before the due time. */
export type Visibility = "public" | "hidden" | "after-due";

/** In the order in which they run: what a shown test prints must not have seen the inputs of one that stays hidden. */
export const visibilities = ["public", "after-due", "hidden"] as const satisfies Visibility[];

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
  /** MiB for the notebook's process as a whole. */
  memory: number;
  /** The strongest wish among the questions. */
  gpu?: GpuWish;
  files: TestFile[];
  release: Notebook;
  solution: Notebook;
}
