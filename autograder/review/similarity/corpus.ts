import type { Assignment, Question } from "../../assignment/index.ts";
import { type Gradebook, notebookOf } from "../../gradebook/index.ts";
import { readAnswer } from "../answer.ts";
import type { Entry } from "../order.ts";
import { type Fingerprints, fingerprintsOf } from "./fingerprints.ts";

const kept = new WeakMap<Gradebook, Map<string, Promise<Fingerprints>>>();

/** The code of an answer, cell after cell. */
export async function sourceOf(
  book: Gradebook,
  assignment: Assignment,
  question: Question,
  submission: number,
): Promise<string> {
  const { cells } = readAnswer(assignment, question, await notebookOf(book, submission));
  return cells.map(({ source }) => source).join("\n");
}

/** The released stub of a question: what stands in it is nobody's own. */
export function stubOf(assignment: Assignment, question: Question): Fingerprints {
  const cells = assignment.cells.filter(({ id }) => question.answers.includes(id));
  return fingerprintsOf(cells.map(({ release }) => release).join("\n"));
}

/** The fingerprints of answers; a submission never changes, so each is read once. */
export async function fingerprintsFor(
  book: Gradebook,
  assignment: Assignment,
  question: Question,
  entries: readonly Entry[],
): Promise<Fingerprints[]> {
  const all = kept.get(book) ?? new Map<string, Promise<Fingerprints>>();
  kept.set(book, all);
  const found: Fingerprints[] = [];
  for (const { submission } of entries) {
    const name = `${submission} ${question.name}`;
    const known = all.get(name) ?? sourceOf(book, assignment, question, submission).then(fingerprintsOf);
    all.set(name, known);
    known.catch(() => all.delete(name));
    found.push(await known);
  }
  return found;
}
