import type { Generated, Insertable, Selectable } from "kysely";

/**
 * The gradebook's tables. Times are ISO text in UTC and JSON is text, so that SQLite and PostgreSQL hold the same bytes
 * and a backup of one restores into the other.
 */
export interface Schema {
  students: { id: Generated<number>; name: string; email: string | null };
  assignments: {
    id: Generated<number>;
    name: string;
    title: string;
    due: string | null;
    /** `LatePolicy` as JSON. */
    late_policy: string | null;
    /** Submissions that count; later ones are kept and not graded. */
    attempts: number | null;
    /** The version whose results are shown; regrades stay unpublished until someone says so. */
    published_version: number | null;
  };
  versions: {
    id: Generated<number>;
    assignment: number;
    digest: string;
    /** 0: runs anywhere; 1: needs a GPU; 2: uses one where there is one. */
    gpu: Generated<number>;
    /** Files of source and tests, gzipped JSON. */
    bundle: Uint8Array;
    max_score: number;
    /** `[{ name, points }]` as JSON. */
    questions: string;
    created: string;
  };
  submissions: {
    id: Generated<number>;
    student: number;
    assignment: number;
    attempt: number;
    submitted: string;
    digest: string;
    /** The notebook as handed in, gzipped. */
    notebook: Uint8Array;
  };
  results: {
    id: Generated<number>;
    submission: number;
    version: number;
    outcome: string;
    score: number;
    max_score: number;
    /** Points a question as JSON, so that lists need not read all of `results`. */
    questions: string;
    /** `Results` as JSON. */
    results: string;
    graded: string;
  };
  overrides: {
    id: Generated<number>;
    submission: number;
    question: string;
    score: number;
    reason: string;
    author: string;
    at: string;
  };
  comments: {
    id: Generated<number>;
    submission: number;
    question: string | null;
    text: string;
    author: string;
    at: string;
  };
  jobs: {
    id: Generated<number>;
    submission: number;
    version: number;
    state: "queued" | "running" | "done" | "failed";
    priority: number;
    /** As in `versions`. */
    gpu: number;
    attempts: number;
    worker: string | null;
    /** While it runs with a GPU: whose, and which. */
    machine: Generated<string | null>;
    device: Generated<number | null>;
    lease_until: string | null;
    error: string | null;
    queued: string;
  };
  rubrics: {
    id: Generated<number>;
    assignment: number;
    question: string;
    /** Grows with every change: who changes an older one is told. */
    version: number;
    /** `RubricContent` as JSON. */
    content: string;
    author: string;
    at: string;
  };
  reviews: {
    id: Generated<number>;
    submission: number;
    question: string;
    /** As in `rubrics`. */
    version: number;
    state: "open" | "done";
    flagged: number;
    /** `ReviewContent` as JSON. */
    content: string;
    author: string;
    at: string;
  };
  /** Questions whose reviews students may read. */
  releases: { id: Generated<number>; assignment: number; question: string; author: string; at: string };
  /** Which mentor looks at an answer. */
  assignees: { id: Generated<number>; submission: number; question: string; mentor: string; at: string };
  /** What students and mentors say to each other about an answer's points, in order. */
  messages: {
    id: Generated<number>;
    submission: number;
    question: string;
    author: string;
    role: "student" | "mentor" | "lead";
    text: string;
    at: string;
  };
  /** Who is logged in at the desk; hashes of what their browsers hold. No part of a backup. */
  sessions: { hash: string; author: string; role: "student" | "mentor" | "lead"; csrf: string; expires: string };
  /** Append-only: each event carries the hash of the one before. */
  events: { seq: number; at: string; kind: string; payload: string; previous: string; hash: string };
}

export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;
export type NewRow<Table extends keyof Schema> = Insertable<Schema[Table]>;

/** Tables in the order in which they may be filled. */
export const tables = [
  "students",
  "assignments",
  "versions",
  "submissions",
  "results",
  "overrides",
  "comments",
  "rubrics",
  "reviews",
  "releases",
  "assignees",
  "messages",
  "jobs",
  "events",
] as const;
