import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `course/course.json`, as `course/course.schema.json` describes it. */
export interface Manifest {
  weeks: Week[];
  topics: Topic[];
}

export interface Week {
  week: number;
  title: string;
  /** Numbers of the weeks that come before it. */
  prerequisites: number[];
  /** A folder of `course/`. */
  lesson: string;
  /** A folder of `assignments/`. */
  assignment: string;
  minutes: { lesson: number; assignment: number };
  points: number;
  topics: Claim[];
}

/** Where a week covers a topic. */
export interface Claim {
  topic: string;
  /** A heading of the lesson, without its number. */
  section: string;
  exercise?: string;
  test?: string;
}

export interface Topic {
  id: string;
  title: string;
  /** What no week offers yet, although some week claims the topic. */
  missing?: string;
}

/** The manifest of the project in a folder; without weeks and topics where there is none. */
export function readManifest(project: string): Manifest {
  const path = join(project, "course", "course.json");
  if (!existsSync(path)) return { weeks: [], topics: [] };
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch (error) {
    throw new Error(`${path}: expected JSON (${(error as Error).message})`);
  }
}
