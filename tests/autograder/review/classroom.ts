import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import type { Results } from "../../../autograder/grade/index.ts";
import {
  addVersion,
  complete,
  enqueue,
  type Gradebook,
  lease,
  openGradebook,
  receive,
} from "../../../autograder/gradebook/index.ts";
import { type CellOutput, formatNotebook } from "../../../autograder/notebook/index.ts";
import { type ReviewServer, serveReview } from "../../../autograder/review/index.ts";
import { edit, fixture } from "../grade/submissions.ts";
import type { TestDatabase } from "../gradebook/databases.ts";

export interface Student {
  name: string;
  /** The text of their answer to q1, and what it showed. */
  answer: string;
  outputs?: CellOutput[];
  /** What the tests gave for q1, of 4. */
  score?: number;
  message?: string;
}

/** A gradebook with submissions of small-steps that were graded, and the desk on it. */
export interface Classroom {
  book: Gradebook;
  server: ReviewServer;
  assignment: Assignment;
  id: number;
  version: number;
  /** Ids of the submissions by student. */
  submissions: Map<string, number>;
  troubles: Error[];
  /** Ends the server and starts another at the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openClassroom(database: TestDatabase, students: Student[]): Promise<Classroom> {
  const book = await openGradebook(database.url);
  const bundles = mkdtempSync(join(tmpdir(), "tsgrad-review-"));
  const assignment = await loadAssignment(fixture);
  const { assignment: id, version } = await addVersion(book, fixture);
  const submissions = new Map<string, number>();
  for (const student of students) {
    const notebook = edit(assignment.solution, "q1", (cell) => [
      { ...cell, source: student.answer, ...(cell.cell_type === "code" && { outputs: student.outputs ?? [] }) },
    ]);
    const { submission } = await receive(book, id, student.name, Buffer.from(formatNotebook(notebook)));
    submissions.set(student.name, submission);
    await enqueue(book, submission, version);
    const held = (await lease(book, "test"))!;
    await complete(book, held, resultsOf(assignment, student));
  }
  const troubles: Error[] = [];
  const start = (port: number) => serveReview(book, { port, bundles, onTrouble: (error) => troubles.push(error) });
  const restart = async () => {
    await room.server.close();
    room.server = await start(room.server.port);
  };
  const close = async () => {
    await room.server.close();
    await book.close();
    rmSync(bundles, { recursive: true, force: true });
  };
  const server = await start(0);
  const room: Classroom = { book, server, assignment, id, version, submissions, troubles, restart, close };
  return room;
}

export function resultsOf(
  assignment: Assignment,
  { name, score = 4, message = "Expected 0 for -1" }: Student,
): Results {
  const questions = assignment.questions.map((question) => {
    const earned = question.name === "q1" ? score : question.points;
    let left = earned;
    const tests = question.tests.map((test, index) => {
      const part = Math.min(left, test.points);
      left -= part;
      const passed = part === test.points;
      const name = test.visibility === "hidden" ? `Hidden test ${index + 1}` : test.title;
      const { visibility, points: max_score } = test;
      return { name, visibility, passed, score: part, max_score, ...(!passed && { message }) };
    });
    return {
      name: question.name,
      status: "scored" as const,
      score: earned,
      max_score: question.points,
      errors: [],
      tests,
    };
  });
  const sum = (key: "score" | "max_score") => questions.reduce((total, question) => total + question[key], 0);
  return {
    ...{ schema: "tsgrad-results-1", assignment: assignment.name, title: assignment.title, student: name },
    ...{ submission: null, outcome: "scored", score: sum("score"), max_score: sum("max_score"), notes: [], questions },
  };
}

/** A browser without scripts: keeps the cookie and posts forms as they stand. */
export class Visitor {
  readonly origin: string;
  cookie = "";

  constructor(server: ReviewServer) {
    this.origin = `http://127.0.0.1:${server.port}`;
  }

  async enter(link: string): Promise<Response> {
    const response = await fetch(link, { redirect: "manual" });
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    return response;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.origin + path, { redirect: "manual", headers: { cookie: this.cookie, ...headers } });
  }

  async text(path: string): Promise<string> {
    const response = await this.get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  post(path: string, fields: [string, string][], headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.origin + path, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams(fields),
      headers: { cookie: this.cookie, origin: this.origin, ...headers },
    });
  }

  /** The token that the forms of a page carry, and the version they change. */
  async form(path: string): Promise<{ csrf: string; version: string; page: string }> {
    const page = await this.text(path);
    const value = (name: string) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? "";
    return { csrf: value("csrf"), version: value("version"), page };
  }
}
