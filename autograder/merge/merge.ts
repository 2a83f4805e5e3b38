import type { Assignment } from "../assignment/index.ts";
import { testsCellId } from "../assignment/index.ts";
import type { Notebook } from "../notebook/index.ts";
import type { RunnableCell } from "../runner/notebook.ts";
import { matchAnswers } from "./match.ts";

export interface Note {
  /** A fixed word for each kind of finding, for programs. */
  kind:
    | "answer-missing"
    | "answer-retyped"
    | "answer-repeated"
    | "answer-matched"
    | "locked-cell-changed"
    | "other-assignment"
    | "damaged-cell"
    | "late"
    | "comment";
  question?: string;
  /** For the student. */
  text: string;
}

export interface Merged {
  cells: RunnableCell[];
  /** Answers graded by a person: the student's text. */
  written: { question: string; text: string }[];
  /** Questions without any usable answer cell, with the reason; they score nothing. */
  lost: Map<string, string>;
  notes: Note[];
}

const lockedSeconds = 180;

/** The source's cells with the student's answers in their places; nothing else of the submission is used. */
export function mergeSubmission(assignment: Assignment, submission: Notebook): Merged {
  const merged: Merged = { cells: [], written: [], lost: new Map(), notes: [] };
  const matches = new Map(matchAnswers(assignment, submission).map((match) => [match.answer, match.cells]));
  const usable = new Map<string, number>();
  for (const cell of assignment.cells) {
    if (cell.role === "locked" && cell.type === "code") {
      merged.cells.push({ id: cell.id, code: cell.release, seconds: lockedSeconds });
    }
    if (cell.role !== "answer") continue;
    const question = assignment.questions.find(({ name }) => name === cell.question)!;
    const found = matches.get(cell)!;
    const fitting = found.filter((each) => each.cell.cell_type === cell.type);
    usable.set(question.name, (usable.get(question.name) ?? 0) + fitting.length);
    if (fitting.length === 0) {
      const retyped = found[0]?.cell.cell_type;
      const text = retyped
        ? `The answer cell of ${question.name} is a ${retyped} cell now; it must be a ${cell.type} cell.`
        : `The answer cell of ${question.name} is missing.`;
      merged.notes.push({ kind: retyped ? "answer-retyped" : "answer-missing", question: question.name, text });
      continue;
    }
    if (fitting.length > 1) {
      const text = `${fitting.length} cells answer ${question.name} (${cell.id}); all of them ran, in the notebook's order.`;
      merged.notes.push({ kind: "answer-repeated", question: question.name, text });
    }
    if (fitting.some(({ by }) => by === "content" || by === "place")) {
      const text = `The answer cell of ${question.name} had lost its id and was recognised by its text or place.`;
      merged.notes.push({ kind: "answer-matched", question: question.name, text });
    }
    fitting.forEach(({ cell: { source } }, part) => {
      if (question.manual) merged.written.push({ question: question.name, text: source });
      if (cell.type !== "code") return;
      const { limits } = question;
      const id = part === 0 ? cell.id : `${cell.id}~${part + 1}`;
      merged.cells.push({ id, question: question.name, code: source, seconds: limits.seconds, memory: limits.memory });
    });
  }
  for (const { name } of assignment.questions) {
    if (usable.get(name)) continue;
    merged.lost.set(name, merged.notes.find(({ question }) => question === name)!.text);
  }
  merged.notes.push(...lookAtTheRest(assignment, submission));
  return merged;
}

function lookAtTheRest(assignment: Assignment, submission: Notebook): Note[] {
  const notes: Note[] = [];
  const own = submission.metadata.tsgrad as { assignment?: unknown } | undefined;
  if (typeof own?.assignment === "string" && own.assignment !== assignment.name) {
    const text = `This notebook belongs to the assignment "${own.assignment.slice(0, 60)}", not to "${assignment.name}".`;
    notes.push({ kind: "other-assignment", text });
  }
  const locked = new Set(
    assignment.cells.filter(({ role }) => role === "locked" || role === "check").map(({ id }) => id),
  );
  locked.add(testsCellId);
  for (const cell of assignment.release.cells) {
    if (!locked.has(cell.id)) continue;
    const theirs = submission.cells.find(({ id }) => id === cell.id);
    if (!theirs || theirs.source.trim() === cell.source.trim()) continue;
    notes.push({ kind: "locked-cell-changed", text: `The locked cell ${cell.id} was changed; the original was used.` });
  }
  return notes;
}
