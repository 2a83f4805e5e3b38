import type { Assignment, AssignmentCell, Question } from "../assignment/index.ts";
import { type Match, matchAnswers } from "../merge/index.ts";
import { type CellOutput, NotebookError, parseNotebook } from "../notebook/index.ts";

/** One cell of a student's answer beside what was released and what the author wrote. */
export interface AnswerCell {
  /** What comments on it are kept under. */
  id: string;
  type: "code" | "markdown" | "raw";
  source: string;
  outputs: CellOutput[];
  release: string;
  solution: string;
  /** How it was found where its id was lost. */
  matched?: string;
}

export interface Answer {
  cells: AnswerCell[];
  /** Answer cells that the notebook lacks. */
  missing: { id: string; solution: string }[];
  /** The author's notes for mentors, as Markdown, after the question's cells. */
  notes: string[];
  /** Why the notebook cannot be shown. */
  reason?: string;
}

/** The cells of one question in a notebook as it was handed in. */
export function readAnswer(assignment: Assignment, question: Question, text: string): Answer {
  const answer: Answer = { cells: [], missing: [], notes: notesFor(assignment, question) };
  let matches: Match[] = [];
  try {
    matches = matchAnswers(
      assignment,
      parseNotebook(text, () => undefined),
    );
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    answer.reason = error.message;
  }
  for (const id of question.answers) {
    const cell = assignment.cells.find((each) => each.id === id)!;
    const found = matches.find((match) => match.answer === cell)?.cells ?? [];
    if (found.length === 0) answer.missing.push({ id, solution: cell.solution });
    found.forEach(({ cell: own, by }, part) => {
      answer.cells.push({
        id: part === 0 ? id : `${id}~${part + 1}`,
        type: own.cell_type,
        source: own.source,
        outputs: own.cell_type === "code" ? own.outputs : [],
        release: part === 0 ? cell.release : "",
        solution: cell.solution,
        ...((by === "content" || by === "place") && { matched: by }),
      });
    });
  }
  return answer;
}

/** Cells for mentors between the question's first answer and the next question's. */
function notesFor({ cells }: Assignment, { name, answers }: Question): string[] {
  const first = cells.findIndex(({ id }) => id === answers[0]);
  const next = cells.findIndex((cell, index) => index > first && cell.role === "answer" && cell.question !== name);
  return cells
    .slice(first, next < 0 ? undefined : next)
    .filter((cell: AssignmentCell) => cell.role === "solution")
    .map(({ type, solution }) => (type === "code" ? `\`\`\`\n${solution}\n\`\`\`` : solution));
}
