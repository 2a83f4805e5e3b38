import type { Assignment } from "../assignment/index.ts";
import type { Results } from "./results.ts";

/** `student, score, max_score`, then a column a question; an ungraded submission has empty scores. */
export function gradesCsv(assignment: Assignment, all: readonly Results[]): string {
  const names = assignment.questions.map(({ name }) => name);
  const rows = all.map(({ student, score, max_score, questions, outcome }) => {
    const scores = names.map((name) =>
      outcome === "infrastructure error" ? null : questions.find((question) => question.name === name)?.score,
    );
    return [student, score, max_score, ...scores];
  });
  return `${[["student", "score", "max_score", ...names], ...rows].map((row) => row.map(csvField).join(",")).join("\r\n")}\r\n`;
}

/** Quoted as RFC 4180 says; a text a spreadsheet would take for a formula gets an apostrophe first. */
export function csvField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r\n|%]/.test(value.trimStart()) ? `'${value}` : value;
  return /[",\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
